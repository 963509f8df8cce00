import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { seedKey } from "../../sections/seed-key";
import { onThemeChange } from "../../theme";
import type { Context, Disposer } from "../context";
import { toCompare, toSweeps, type Route } from "../route";
import { Notice } from "../widgets/notice";
import { SweepsBesideEachOther } from "./compare-sweeps";
import { trialTable } from "./compare-trials";

/** More could not be told apart. */
const most = 6;

/** Shows several sweeps, or several trials of any sweeps, side by side. The address contains what is compared. */
export function comparePage(root: HTMLElement, context: Context, { sweeps, trials }: Extract<Route, { page: "compare" }>): Disposer {
  const { client, live, signal } = context;
  const notice = new Notice();
  const chosen = h("ul", { class: "legend chosen" });
  const body = h("div", { class: "body stack" }, h("p", { class: "placeholder", role: "status" }, "Reading the results …"));
  const beside = new SweepsBesideEachOther(context);
  const isOfTrials = trials.length > 0;
  const go = (next: string[]) => { location.hash = isOfTrials ? toCompare([], next) : toCompare(next); };
  const all = isOfTrials ? trials : sweeps;

  const drawChosen = () => {
    const marks = isOfTrials ? [] : seedKey(all, String);
    chosen.replaceChildren(...all.map((name, place) => {
      const drop = h("button", { type: "button", class: "icon quiet", "aria-label": `Leave out ${name}` }, "✕");
      drop.addEventListener("click", () => go(all.filter((other) => other !== name)));
      const mark = marks[place] ?? h("li", {}, name);
      mark.append(drop);
      return mark;
    }));
  };
  const adder = isOfTrials ? trialAdder(trials[0]!.split(":")[0]!, (trial) => go([...all, trial])) : sweepAdder(context, all, (name) => go([...all, name]));

  root.append(
    h("nav", { class: "crumbs", "aria-label": "Where this is" }, h("a", { href: toSweeps }, "Sweeps"), " / compare"),
    h("header", {}, h("h1", {}, isOfTrials ? "Compare trials" : "Compare sweeps")),
    h("div", { class: "controls" }, chosen, all.length < most && adder), notice.element, body);
  drawChosen();
  const forget = onThemeChange(drawChosen);

  const load = async () => {
    if (all.length === 0) {
      body.replaceChildren(h("p", { class: "placeholder" }, "Choose two sweeps or more."));
      return;
    }
    try {
      body.replaceChildren(isOfTrials ? await trialTable(client, trials, signal) : await beside.read(sweeps.slice(0, most), signal));
    } catch (error) {
      body.replaceChildren();
      notice.bad(error);
    }
  };
  void load();
  // The stream about one sweep has no news of the others.
  live.follow("");
  return () => { forget(); beside.dispose(); };
}

function sweepAdder(context: Context, chosen: string[], add: (name: string) => void): HTMLElement {
  const box = h("select", { "aria-label": "Add a sweep" });
  const fill = (sweeps: Iterable<SweepInfo>) => box.replaceChildren(h("option", { value: "" }, "add a sweep …"),
    ...[...sweeps].filter(({ name }) => !chosen.includes(name)).map(({ name }) => h("option", { value: name }, name)));
  fill(context.live.sweeps.values());
  context.client.list("", context.signal).then(({ sweeps }) => fill(sweeps), () => undefined);
  box.addEventListener("change", () => box.value !== "" && add(box.value));
  return box;
}

/** @param sweep The sweep whose trials are offered first. */
function trialAdder(sweep: string, add: (trial: string) => void): HTMLElement {
  const name = h("input", { type: "text", value: sweep, "aria-label": "Sweep" });
  const number = h("input", { type: "number", min: "0", step: "1", required: true, "aria-label": "Trial" });
  const form = h("form", { class: "actions" }, name, "trial", number, h("button", { type: "submit" }, "Add"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(`${name.value.trim()}:${number.value}`);
  });
  return form;
}
