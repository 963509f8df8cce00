import { dark } from "./browser";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { themeSwitch } from "../src/app/theme-switch";
import { along, isDark, onThemeChange, theme } from "../src/theme";
import { choose, find } from "./acts";

afterEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset["theme"];
  dark.set(false);
});

test("along_Shares_MixNeighbours", () => {
  const ramp = ["#000000", "#640000", "#6400ff"];
  assert.equal(along(ramp, 0), "rgb(0, 0, 0)");
  assert.equal(along(ramp, 0.25), "rgb(50, 0, 0)");
  assert.equal(along(ramp, 0.5), "rgb(100, 0, 0)");
  assert.equal(along(ramp, 0.75), "rgb(100, 0, 128)");
  assert.equal(along(ramp, 1), "rgb(100, 0, 255)");
});

test("along_BeyondTheEnds_IsTheEnd", () => {
  assert.equal(along(["#000000", "#ffffff"], -3), "rgb(0, 0, 0)");
  assert.equal(along(["#000000", "#ffffff"], 7), "rgb(255, 255, 255)");
});

test("theme_StyleSheet_ProvidesTheColours", () => {
  const look = theme();
  assert.equal(look.accent, "rgb(6, 6, 6)");
  assert.equal(look.modes["from-scratch"].colour, "rgb(8, 8, 8)");
  assert.equal(look.states.failed, "rgb(14, 20, 30)");
});

test("theme_DarkBackground_HighValuesStandOut", () => {
  // The light end of Cividis is yellow.
  assert.equal(theme().ramp.at(-1), "#123570");
  dark.set(true);
  assert.equal(theme().ramp.at(-1), "#fee838");
  assert.equal(theme().lineRamp.at(-1), "#fee838");
});

test("isDark_UsersChoice_OverridesTheSystem", () => {
  dark.set(true);
  assert.equal(isDark(), true);
  document.documentElement.dataset["theme"] = "light";
  assert.equal(isDark(), false);
  dark.set(false);
  document.documentElement.dataset["theme"] = "dark";
  assert.equal(isDark(), true);
});

test("onThemeChange_SystemOrSwitch_CallsUntilRemoved", () => {
  let calls = 0;
  const end = onThemeChange(() => calls++);
  dark.set(true);
  document.dispatchEvent(new Event("themechange"));
  assert.equal(calls, 2);
  end();
  dark.set(false);
  assert.equal(calls, 2);
});

test("themeSwitch_Choice_IsAppliedAnnouncedAndRemembered", () => {
  const box = themeSwitch() as HTMLSelectElement;
  assert.equal(document.documentElement.dataset["theme"], undefined);
  let seen = "";
  const end = onThemeChange(() => { seen = theme().ramp.at(-1)!; });
  choose(box, "dark");
  assert.equal(document.documentElement.dataset["theme"], "dark");
  // A listener that redraws reads the new colours, not cached ones.
  assert.equal(seen, "#fee838");
  end();
  assert.equal(find(themeSwitch(), "option[selected]").textContent, "Dark");
  choose(box, "");
  assert.equal(document.documentElement.dataset["theme"], undefined);
  assert.equal(find(themeSwitch(), "option[selected]").textContent, "Auto");
});

test("themeSwitch_NonsenseStored_FollowsTheSystem", () => {
  for (const stored of ["purple", "constructor"]) {
    localStorage.setItem("sweep-theme", stored);
    const box = themeSwitch() as HTMLSelectElement;
    assert.equal(document.documentElement.dataset["theme"], undefined, stored);
    assert.equal(find(box, "option[selected]").textContent, "Auto", stored);
  }
});
