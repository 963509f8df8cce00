import { h, svg } from "../dom";
import { bounded, fixed, plural, times } from "../format";
import type { BestSparsity, Study, StudyRow } from "../model";
import { bestText } from "./accuracy";
import type { Section } from "./section";

const width = 220;
const at = (share: number) => 8 + share * (width - 16);

/** The study's own figure: the largest sparsity that keeps the accuracy, the two modes side by side. */
export function figureSection(first: Study): Section<Study> {
  const lead = h("p", { class: "lead" });
  const place = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Largest sparsities, table" });
  const none = h("p", { class: "empty" }, "There are no trials to compare yet.");
  let shown = "";
  const update = (study: Study) => {
    const now = JSON.stringify([study.figure, study.tolerance]);
    if (now === shown) {
      return;
    }
    shown = now;
    lead.textContent = "The largest level of the grid such that it and every lower level keep mean top-1 within "
      + `${plural(study.tolerance, "percentage point")} of the same mode’s own dense network. Nothing is interpolated between levels; `
      + "≥ means that the grid, or what is completed of it, ends there.";
    none.hidden = study.figure.length > 0;
    place.hidden = study.figure.length === 0;
    place.replaceChildren(table(study));
  };
  update(first);
  const element = h("section", { "aria-labelledby": "figure" }, h("h2", { id: "figure" }, "Largest sparsity that keeps the accuracy"), lead, none, place);
  return { element, update, dispose: () => {} };
}

function table(study: Study): HTMLElement {
  const notes = study.figure.some((row) => row.fine_tuned?.note || row.from_scratch?.note);
  const head = ["data set", "architecture", ...study.axes, "from scratch", "fine-tuned", "gain"];
  return h("table", { class: "figure" },
    h("thead", {}, h("tr", {}, ...head.map((name) => h("th", { scope: "col" }, name)),
      h("th", { scope: "col", class: "wide" }, scale()), notes && h("th", { scope: "col" }, "notes"))),
    h("tbody", {}, ...study.figure.map((row) => h("tr", {},
      h("th", { scope: "row" }, row.dataset), h("td", {}, row.architecture),
      ...study.axes.map((axis) => h("td", {}, row.axes[axis] ?? "")),
      bestCell(row.from_scratch, "from-scratch"), bestCell(row.fine_tuned, "fine-tuned"), gainCell(row),
      h("td", {}, dumbbell(row)), notes && h("td", { class: "notes" }, ...noteLines(row))))));
}

function bestCell(best: BestSparsity | null, mode: string): HTMLElement {
  if (best === null) {
    return h("td", { class: "muted" }, "not in the grid");
  }
  return h("td", {}, h("strong", { class: `tag ${mode}` }, bestText(best)),
    best.sparsity !== null && h("span", { class: "under" },
      `top-1 ${fixed(best.top1 ?? 0, 2)} %, dense ${fixed(best.dense_top1 ?? 0, 2)} %; ${times(best.compression ?? 1)} smaller`));
}

function gainCell(row: StudyRow): HTMLElement {
  if (row.gain === null) {
    return h("td", { class: "muted" }, "n/a");
  }
  const points = Number((row.gain * 100).toFixed(4));
  return h("td", { class: "gain" }, bounded(`${points > 0 ? "+" : points < 0 ? "−" : ""}${Math.abs(points)} points`, row.gain_bound));
}

const noteLines = (row: StudyRow) => [
  row.from_scratch?.note && h("div", {}, `from scratch: ${row.from_scratch.note}`),
  row.fine_tuned?.note && h("div", {}, `fine-tuned: ${row.fine_tuned.note}`),
];

function scale(): SVGElement {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return svg("svg", { width, height: 16, viewBox: `0 0 ${width} 16`, role: "img", "aria-label": "sparsity from 0 to 100 percent" },
    ...ticks.map((tick) => svg("text", { x: at(tick), y: 12, class: "tick",
      "text-anchor": tick === 0 ? "start" : tick === 1 ? "end" : "middle" }, tick === 1 ? "100 %" : String(tick * 100))));
}

/** Both figures of a row on one line; the numbers stand in the cells beside it. */
function dumbbell(row: StudyRow): SVGElement {
  const [tuned, scratch] = [row.fine_tuned?.sparsity ?? null, row.from_scratch?.sparsity ?? null];
  // Apart when they would cover each other.
  const apart = tuned !== null && scratch !== null && Math.abs(tuned - scratch) < 0.06 ? 6 : 0;
  const [above, below] = [14 - apart, 14 + apart];
  const arrow = (best: BestSparsity | null, mode: string, y: number) => best?.bound === "at-least" && best.sparsity !== null
    && svg("path", { d: `M${at(best.sparsity) + 8} ${y - 4}l4 4-4 4`, class: `stroke hollow thin ${mode}` });
  return svg("svg", { width, height: 28, viewBox: `0 0 ${width} 28`, "aria-hidden": "true" },
    ...[0, 0.25, 0.5, 0.75, 1].map((tick) => svg("line", { x1: at(tick), y1: 0, x2: at(tick), y2: 28, class: "stroke grid" })),
    tuned !== null && scratch !== null && svg("line", { x1: at(scratch), y1: above, x2: at(tuned), y2: below, class: "stroke neutral" }),
    scratch !== null && svg("path", { d: `M${at(scratch)} ${above - 6.5}l6.5 6.5-6.5 6.5-6.5-6.5Z`, class: "stroke hollow from-scratch" }),
    tuned !== null && svg("circle", { cx: at(tuned), cy: below, r: 5, class: "fill fine-tuned" }),
    arrow(row.from_scratch, "from-scratch", above), arrow(row.fine_tuned, "fine-tuned", below));
}
