import type { Disposer, SweepContext } from "../app/context";
import { h } from "../dom";
import { axisOf } from "../fields";
import { plural } from "../format";
import { accuracySection } from "../sections/accuracy";
import { toggle } from "../sections/controls";
import { figureSection } from "../sections/figure";
import { Asking } from "./asking";
import type { Condition } from "./condition";
import { emptyStudy, StudyReader } from "./study-reader";

/** Milliseconds between two rounds of queries. */
const pace = 2_000;

/** The study of the current trials: accuracy against sparsity, and how far networks can be pruned. */
export const studyView = (root: HTMLElement, { client, name, signal: over, onChange }: SweepContext, condition: Condition): Disposer => {
  const reader = new StudyReader(client, name);
  let tolerance: number | undefined;
  const accuracy = accuracySection(emptyStudy(name));
  const figure = figureSection(emptyStudy(name));
  const answer = h("p", { class: "answer", role: "status" });
  const note = h("p", { class: "muted", role: "status" });
  const splits = h("fieldset", { hidden: true });
  const shown = h("div", { class: "stack", hidden: true }, answer, accuracy.element, figure.element);
  const waiting = h("p", { class: "placeholder", role: "status" }, "Reading the results …");

  const asking = new Asking(async (signal) => {
    const where = condition.value;
    const isFirst = reader.axes === null;
    const { study, plotted, trials, points, allPoints, over } = await reader.read(tolerance, where, signal);
    if (isFirst) {
      showSplits(reader.axes ?? []);
    }
    answer.textContent = study.answer;
    accuracy.update(plotted);
    figure.update(study);
    level.show(study.tolerance);
    note.textContent = [
      `${plural(trials, "trial")}${where === "" ? "" : " match"}`,
      over.length > 0 && `means and deviations are over seeds and ${over.join(", ")}`,
      allPoints > points && `the first ${plural(points, "point")} of ${allPoints} are drawn: add a condition to see others`,
    ].filter(Boolean).join("; ") + ".";
    shown.hidden = false;
    waiting.hidden = true;
  }, shown, over);

  const showSplits = (axes: string[]) => {
    splits.hidden = axes.length === 0;
    splits.replaceChildren(h("legend", {}, "A plot for each"), ...axes.map((axis) =>
      toggle(axisOf(axis), reader.split.has(axis), (on) => { on ? reader.split.add(axis) : reader.split.delete(axis); asking.again(); })));
  };
  const level = toleranceBox((value) => { tolerance = value; asking.again(); });
  condition.onChange(() => asking.again());
  root.append(h("div", { class: "controls" }, condition.element, level.element, splits), asking.element, note, waiting, shown);
  asking.again();
  onChange(asking.refresh, pace);
  return () => { accuracy.dispose(); figure.dispose(); };
};

/** Controls for the accepted loss in percentage points: a slider for common values and a number for any value. */
function toleranceBox(change: (value: number) => void) {
  const slider = h("input", { type: "range", min: "0", max: "10", step: "0.25", "aria-label": "Tolerance, percentage points" });
  const box = h("input", { type: "number", min: "0", max: "100", step: "0.25", "aria-label": "Tolerance in percentage points, as a number" });
  let timer = 0;
  const take = (from: HTMLInputElement, to: HTMLInputElement) => from.addEventListener("input", () => {
    const value = from.valueAsNumber;
    const sound = value >= 0 && value <= 100;
    box.removeAttribute("aria-invalid");
    if (!sound) {
      box.setAttribute("aria-invalid", "true");
      return;
    }
    to.value = String(value);
    clearTimeout(timer);
    timer = window.setTimeout(() => change(value), 150);
  });
  take(slider, box);
  take(box, slider);
  return {
    element: h("div", { class: "actions" }, h("span", { "aria-hidden": "true" }, "Tolerance"), slider, box, h("span", { class: "muted" }, "points of top-1")),
    show(value: number) {
      for (const input of [slider, box]) {
        if (document.activeElement !== input && input.valueAsNumber !== value) {
          input.value = String(value);
        }
      }
    },
  };
}
