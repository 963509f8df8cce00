import type { Disposer, SweepContext } from "../app/context";
import { h } from "../dom";
import { plural } from "../format";
import type { Study } from "../model";
import { accuracySection } from "../sections/accuracy";
import { toggle } from "../sections/controls";
import { figureSection } from "../sections/figure";
import { axesOf, axisOf, levelsOf, rowsOf } from "./answers";
import { Asking } from "./asking";
import type { Condition } from "./condition";

const page = 10_000;
/** Milliseconds between two rounds of questions. */
const pace = 2_000;
/** With more networks than this the plots average over the further axes, until the reader splits them. */
const mostSplit = 60;

/** The study: accuracy against sparsity, and how far networks can be pruned, as the trials stand now. */
export const studyView = (root: HTMLElement, { client, name, signal: over, onChange }: SweepContext, condition: Condition): Disposer => {
  let study: Study = { sweep: name, tolerance: 1, axes: [], levels: [], figure: [], answer: "" };
  let tolerance: number | undefined;
  let axes: string[] | null = null;
  const split = new Set<string>();
  const accuracy = accuracySection(study);
  const figure = figureSection(study);
  const answer = h("p", { class: "answer", role: "status" });
  const note = h("p", { class: "muted", role: "status" });
  const splits = h("fieldset", { hidden: true });
  const shown = h("div", { class: "stack", hidden: true }, answer, accuracy.element, figure.element);
  const waiting = h("p", { class: "placeholder", role: "status" }, "Reading the results …");

  const asking = new Asking(async (signal) => {
    const where = condition.value;
    const best = await client.bestSparsity(name, { tolerance, where }, signal);
    if (axes === null) {
      const { fields } = await client.results(name, { pageSize: 1 }, signal);
      axes = axesOf(fields);
      if (best.rows.length <= mostSplit) {
        axes.forEach((axis) => split.add(axis));
      }
      splits.hidden = axes.length === 0;
      splits.replaceChildren(h("legend", {}, "A plot for each"), ...axes.map((axis) =>
        toggle(axisOf(axis), split.has(axis), (on) => { on ? split.add(axis) : split.delete(axis); asking.again(); })));
    }

    const by = axes.filter((axis) => split.has(axis));
    const groups = await client.results(name, {
      where, groupBy: ["dataset", "architecture", ...by, "mode", "sparsity"], metrics: ["top1", "top5", "loss", "compression"], pageSize: page,
    }, signal);
    const rows = rowsOf(best);
    // A plot that averages over an axis has no one figure of its own to mark.
    const whole = by.length === axes.length;
    study = { sweep: name, tolerance: best.tolerance, axes: axes.map(axisOf), levels: levelsOf(groups, by), figure: rows, answer: best.answer };
    answer.textContent = study.answer;
    accuracy.update({ ...study, axes: by.map(axisOf), figure: whole ? rows : [] });
    figure.update(study);
    level.show(best.tolerance);
    const over = axes.filter((axis) => !split.has(axis)).map(axisOf);
    note.textContent = [
      `${plural(groups.matched, "trial")}${where === "" ? "" : " match"}`,
      over.length > 0 && `means and deviations are over seeds and ${over.join(", ")}`,
      groups.total > groups.groups.length && `the first ${plural(groups.groups.length, "point")} of ${groups.total} are drawn: add a condition to see others`,
    ].filter(Boolean).join("; ") + ".";
    shown.hidden = false;
    waiting.hidden = true;
  }, shown, over);

  const level = toleranceBox((value) => { tolerance = value; asking.again(); });
  condition.onChange(() => asking.again());
  root.append(h("div", { class: "controls" }, condition.element, level.element, splits), asking.element, note, waiting, shown);
  asking.again();
  onChange(asking.refresh, pace);
  return () => { accuracy.dispose(); figure.dispose(); };
};

/** Percentage points that may be lost: a slider for the usual ones, beside it a number for any. */
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
