import "../../browser";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, mock, test } from "node:test";
import { renamed, submitPage } from "../../../src/app/pages/submit";
import { templates } from "../../../src/app/templates";
import { button, choose, find, isShown, rowsOf, textOf, textsOf, turn, write } from "../../acts";
import { later, Refusal } from "../../fakes/coordinator";
import { surround } from "../../fakes/context";
import { makeSweep } from "../../fakes/messages";

const sound = { problems: [], omitted: 0, name: "study", trials: 12, specHash: "x" };
const plan = { name: "study", trials: 12, unsharedStages: 36, estimate: "7200s", unsharedEstimate: "14400s",
  stages: [{ kind: "train", stages: 4, completed: 1 }, { kind: "prune", stages: 12, completed: 0 }] };
const problems = (...found: object[]) => ({ ...sound, problems: found });

let page!: ReturnType<typeof surround>;
let leave: () => void = () => undefined;
const text = () => find<HTMLTextAreaElement>(page.root, "textarea");
const verdict = () => textOf(find(page.root, "#spec-state"));
const notice = () => find(page.root, ".notice");
const planned = () => page.root.querySelector(".panel");

function open(from = "") {
  leave = submitPage(page.root, page.context, from);
}

beforeEach(() => {
  sessionStorage.clear();
  location.hash = "";
  mock.timers.enable({ apis: ["setTimeout"] });
  page = surround();
});
afterEach(() => {
  leave();
  page.leave();
  mock.timers.reset();
});

/** Types a text and then pauses. */
async function type(spec: string) {
  write(text(), spec);
  mock.timers.tick(400);
  await turn();
}

test("submitPage_Typing_ChecksAfterAPause", async () => {
  page.coordinator.on("POST", "/v1/specs:validate", sound);
  open();
  write(text(), "name: s");
  mock.timers.tick(399);
  write(text(), "name: study");
  mock.timers.tick(399);
  assert.equal(page.coordinator.calls.length, 0);
  mock.timers.tick(1);
  await turn();
  assert.deepEqual(page.coordinator.asked(), ["POST /v1/specs:validate", "POST /v1/specs:plan"]);
  assert.deepEqual(page.coordinator.calls[0]!.body, { spec: "name: study" });
  assert.equal(verdict(), "Sound: study, 12 trials");
  assert.equal(text().getAttribute("aria-invalid"), "false");
});

test("submitPage_Problems_AreListedAndJumpToTheirLine", async () => {
  page.coordinator.on("POST", "/v1/specs:validate", { ...problems({ line: 2, path: "grid.x", message: "is unknown" }, { line: 0, path: "", message: "no <i>name</i>" }), omitted: 3 });
  open();
  await type("name: a\ngrid: b\nend");
  assert.deepEqual(textsOf(page.root, ".problems li"), ["line 2 grid.x: is unknown", "no <i>name</i>", "and 3 further problems"]);
  assert.equal(page.root.querySelector(".problems i"), null);
  assert.equal(verdict(), "5 problems");
  assert.equal(text().getAttribute("aria-invalid"), "true");
  button(page.root, "line 2").click();
  assert.equal(text().value.slice(text().selectionStart, text().selectionEnd), "grid: b");
  assert.equal(document.activeElement, text());
});

test("submitPage_AnswerToAnOlderText_IsIgnored", async () => {
  const slow = later();
  page.coordinator.on("POST", "/v1/specs:validate", () => slow.answer);
  open();
  await type("name: a");
  // The next check has not started yet.
  write(text(), "name: ab");
  slow.give(problems({ line: 1, path: "name", message: "is too short" }));
  await turn();
  assert.equal(verdict(), "");
  assert.deepEqual(textsOf(page.root, ".problems li"), []);
});

test("submitPage_EmptyText_IsNotChecked", async () => {
  open();
  await type("  \n ");
  assert.equal(page.coordinator.calls.length, 0);
  assert.equal(text().hasAttribute("aria-invalid"), false);
});

test("submitPage_Plan_ShowsTheSavingOfSharing", async () => {
  page.coordinator.on("POST", "/v1/specs:validate", sound).on("POST", "/v1/specs:plan", plan);
  open();
  await type("name: study");
  button(page.root, "Plan").click();
  assert.match(textOf(page.root), /Planning …/);
  await turn();
  assert.deepEqual(textsOf(planned()!, "p"), ["12 trials in 16 stages, instead of 36 without sharing.", "About 2.0 h of one worker, instead of 4.0 h: sharing saves 50 %."]);
  assert.deepEqual(rowsOf(planned()!), [["train", "4", "1"], ["prune", "12", "0"]]);
  // The edited text is no longer the planned one.
  write(text(), "name: other");
  assert.equal(planned(), null);
});

test("submitPage_PlanWithoutAnEstimate_ShowsNone", async () => {
  page.coordinator.on("POST", "/v1/specs:plan", { ...plan, estimate: undefined, unsharedStages: 16 });
  open();
  button(page.root, "Plan").click();
  await turn();
  assert.deepEqual(textsOf(planned()!, "p"), ["12 trials in 16 stages."]);
});

test("submitPage_PlanOfAnOlderText_IsNotShown", async () => {
  const slow = later();
  page.coordinator.on("POST", "/v1/specs:plan", () => slow.answer);
  open();
  write(text(), "name: a");
  button(page.root, "Plan").click();
  write(text(), "name: b");
  slow.give(plan);
  await turn();
  assert.equal(planned(), null);
  assert.ok(!button(page.root, "Plan").disabled);
});

test("submitPage_PlanRefusedForAnOlderText_IsIgnored", async () => {
  const slow = later();
  page.coordinator.on("POST", "/v1/specs:plan", () => slow.answer);
  open();
  write(text(), "name: a");
  button(page.root, "Plan").click();
  write(text(), "name: b");
  slow.give(Refusal.of(400, "The spec has 1 problem."));
  await turn();
  assert.ok(notice().hidden);
});

test("submitPage_Submit_SendsTheNameAndGoesToTheSweep", async () => {
  page.coordinator.on("POST", "/v1/specs:validate", sound).on("POST", "/v1/sweeps", { sweep: makeSweep("other"), created: true, message: "other is stored." });
  open();
  write(text(), "name: study");
  write(find<HTMLInputElement>(page.root, "#name"), "  other ");
  button(page.root, "Submit").click();
  await turn();
  assert.deepEqual(page.coordinator.calls.at(-1)?.body, { spec: "name: study", name: "other" });
  assert.equal(location.hash, "#/sweeps/other");
  assert.deepEqual(page.announced, ["other is stored."]);
  // The draft was deleted.
  leave();
  page.root.replaceChildren();
  open();
  assert.equal(text().value, "");
});

test("submitPage_Refused_KeepsTheDraftAndListsTheProblems", async () => {
  const refusal = new Refusal(400, { code: 3, message: "The spec has 1 problem.", details: [
    { "@type": "t/sweep.v1.SpecProblems", problems: [{ line: 1, path: "name", message: "is taken" }] }] });
  page.coordinator.on("POST", "/v1/specs:validate", sound).on("POST", "/v1/sweeps", refusal);
  open();
  write(text(), "name: study");
  button(page.root, "Submit").click();
  assert.ok(button(page.root, "Submit").disabled);
  await turn();
  assert.equal(textOf(notice()), "The spec has 1 problem.");
  assert.deepEqual(textsOf(page.root, ".problems li"), ["line 1 name: is taken"]);
  assert.ok(!button(page.root, "Submit").disabled);
  leave();
  page.root.replaceChildren();
  open();
  assert.equal(text().value, "name: study");
});

test("submitPage_NoAnswer_ShowsAnError", async () => {
  open();
  await type("name: study");
  assert.match(textOf(notice()), /cannot be reached/);
  assert.ok(isShown(notice()));
  page.coordinator.on("POST", "/v1/specs:validate", sound);
  await type("name: study2");
  assert.ok(!isShown(notice()));
});

test("submitPage_Left_StopsChecking", async () => {
  open();
  write(text(), "name: a");
  leave();
  mock.timers.tick(1000);
  await turn();
  assert.equal(page.coordinator.calls.length, 0);
});

test("submitPage_ValidSpec_IsPlannedAutomatically", async () => {
  page.coordinator.on("POST", "/v1/specs:validate", sound).on("POST", "/v1/specs:plan", plan);
  open();
  await type("name: study");
  assert.match(textOf(planned()), /12 trials in 16 stages/);
  // A spec that takes long to plan waits for the button.
  page.coordinator.on("POST", "/v1/specs:validate", { ...sound, trials: 1_000_000 });
  await type("name: large");
  assert.equal(planned(), null);
});

test("submitPage_Problems_AreShownAtTheirLines", async () => {
  page.coordinator.on("POST", "/v1/specs:validate", problems({ line: 2, path: "grid", message: "expected <b>a list</b>" }, { line: 2, path: "grid", message: "is empty" }));
  open();
  await type("name: a\ngrid: b\nend");
  assert.deepEqual(textsOf(page.root, ".numbers > div > div"), ["1", "2", "3"]);
  assert.deepEqual(textsOf(page.root, ".numbers .wrong"), ["2"]);
  assert.deepEqual(textsOf(page.root, ".marks > div > div"), ["", "expected <b>a list</b> is empty", ""]);
  // The message follows the line's own text.
  assert.equal(find(page.root, ".marks .wrong span").style.marginLeft, "9ch");
  write(text(), "name: a");
  assert.deepEqual(textsOf(page.root, ".numbers > div > div"), ["1"]);
});

test("submitPage_Templates_AreTheExamples", async () => {
  for (const [key, { spec }] of Object.entries(templates)) {
    assert.equal(spec, readFileSync(`../../examples/${key}.yaml`, "utf8"));
  }
  open();
  choose(find<HTMLSelectElement>(page.root, "select"), "quickstart");
  assert.match(text().value, /^name: quickstart$/m);
  await type(text().value);
});

test("submitPage_FromASweep_StartsWithItsSpecUnderAnotherName", async () => {
  page.coordinator.on("GET", "/v1/sweeps/study", { sweep: makeSweep("study"), spec: "# about\nname: study\ngrid: x", notes: "" });
  open("study");
  await turn();
  assert.equal(text().value, "# about\nname: study-2\ngrid: x");
  assert.equal(renamed("name: \"study-9\""), "name: \"study-10\"");
  assert.equal(renamed("grid: x"), "grid: x");
});
