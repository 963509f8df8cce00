import { h, svg } from "../dom";
import { bounded, fixed, plural, share, signed, times } from "../format";
import type { BestSparsity, Interval, LevelDifference, Study, StudyRow } from "../model";
import { bestText } from "./accuracy";
import type { Section } from "./section";

const width = 220;
const at = (share: number) => 8 + share * (width - 16);

/**
 * The study's figure: the largest sparsity that keeps the accuracy, with the two modes side by side.
 * @param hasAnswers Whether to include the sentences of the comparisons, if they are not shown elsewhere.
 */
export function figureSection(first: Study, hasAnswers = true): Section<Study> {
  const answers = h("ul", { class: "answers" });
  const lead = h("p", { class: "lead" });
  const place = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Largest sparsities, table" });
  const none = h("p", { class: "empty" }, "There are no trials to compare yet.");
  const differences = h("details", { class: "differences" });
  let shown = "";
  const update = (study: Study) => {
    const now = JSON.stringify([study.figure, study.tolerance]);
    if (now === shown) {
      return;
    }
    shown = now;
    // A single comparison is the whole answer, which is shown above all sections.
    const compared = study.figure.filter((row) => row.fine_tuned !== null && row.from_scratch !== null);
    answers.hidden = !hasAnswers || compared.length < 2;
    answers.replaceChildren(...compared.map((row) => h("li", {}, `${row.answer}.`)));
    lead.textContent = "The largest level of the grid such that it and every lower level keep mean top-1 within "
      + `${plural(study.tolerance, "percentage point")} of the same mode’s own dense network; ≥ means that the grid, or what is completed of it, ends there. `
      + "The gain is that of the break points, which lie between the levels. Intervals are of 95 % and count the choice of seeds and of test images; the thick pale lines are those of the levels.";
    none.hidden = study.figure.length > 0;
    place.hidden = study.figure.length === 0;
    place.replaceChildren(table(study));
    differences.hidden = !study.figure.some((row) => row.differences.length > 0);
    differences.replaceChildren(h("summary", {}, "How the modes differ at each level"), differenceTable(study));
  };
  update(first);
  const element = h("section", { "aria-labelledby": "figure" }, h("h2", { id: "figure" }, "Largest sparsity that keeps the accuracy"), answers, lead, none, place, differences);
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
    best.sparsity !== null && best.interval !== null && h("span", { class: "interval" }, ` ${between(best.interval, share)}`),
    best.sparsity !== null && h("span", { class: "under" },
      `top-1 ${fixed(best.top1 ?? 0, 2)} %, dense ${fixed(best.dense_top1 ?? 0, 2)} %; ${times(best.compression ?? 1)} smaller`));
}

function gainCell(row: StudyRow): HTMLElement {
  const gain = row.gain_estimate;
  if (gain === null || gain.value === null) {
    return h("td", { class: "muted" }, "n/a");
  }
  const bound = row.fine_tuned?.break_point?.is_beyond ? "at-least" : row.from_scratch?.break_point?.is_beyond ? "at-most" : "exact";
  return h("td", { class: `gain ${row.verdict}` }, h("strong", {}, bounded(`${signed(gain.value * 100, 1)} points`, bound)),
    gain.interval !== null && h("span", { class: "under" }, between(gain.interval, (value) => signed(value * 100, 1))),
    row.verdict === "unresolved" && h("span", { class: "under" }, "not resolved"));
}

const between = ({ low, high }: Interval, text: (value: number) => string) => `[${text(low)}, ${high === null ? "…" : text(high)}]`;

function differenceTable(study: Study): HTMLElement {
  const head = ["data set", "architecture", ...study.axes, "sparsity", "seeds", "fine-tuned − from-scratch, points of top-1", "95 % interval", "p, corrected"];
  const level = (row: StudyRow, found: LevelDifference) => h("tr", {},
    h("th", { scope: "row" }, row.dataset), h("td", {}, row.architecture), ...study.axes.map((axis) => h("td", {}, row.axes[axis] ?? "")),
    h("td", {}, share(found.sparsity)), h("td", {}, String(found.seeds)), h("td", {}, signed(found.difference, 2)),
    h("td", {}, found.interval === null ? "n/a" : `${signed(found.interval.low, 2)} to ${signed(found.interval.high ?? 0, 2)}`),
    h("td", {}, found.adjusted === null ? "n/a" : found.adjusted < 0.001 ? "< 0.001" : found.adjusted.toFixed(3)));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Differences by level, table" },
    h("table", { class: "values" },
      h("thead", {}, h("tr", {}, ...head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...study.figure.flatMap((row) => row.differences.map((found) => level(row, found))))));
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

/** Both figures of a row on one line; the cells beside it contain the numbers. */
function dumbbell(row: StudyRow): SVGElement {
  const [tuned, scratch] = [row.fine_tuned?.sparsity ?? null, row.from_scratch?.sparsity ?? null];
  // Moved apart when they would cover each other.
  const apart = tuned !== null && scratch !== null && Math.abs(tuned - scratch) < 0.06 ? 6 : 0;
  const [above, below] = [14 - apart, 14 + apart];
  const arrow = (best: BestSparsity | null, mode: string, y: number) => best?.bound === "at-least" && best.sparsity !== null
    && svg("path", { d: `M${at(best.sparsity) + 8} ${y - 4}l4 4-4 4`, class: `stroke hollow thin ${mode}` });
  return svg("svg", { width, height: 28, viewBox: `0 0 ${width} 28`, "aria-hidden": "true" },
    ...[0, 0.25, 0.5, 0.75, 1].map((tick) => svg("line", { x1: at(tick), y1: 0, x2: at(tick), y2: 28, class: "stroke grid" })),
    whisker(row.from_scratch, "from-scratch", above), whisker(row.fine_tuned, "fine-tuned", below),
    tuned !== null && scratch !== null && svg("line", { x1: at(scratch), y1: above, x2: at(tuned), y2: below, class: "stroke neutral" }),
    scratch !== null && svg("path", { d: `M${at(scratch)} ${above - 6.5}l6.5 6.5-6.5 6.5-6.5-6.5Z`, class: "stroke hollow from-scratch" }),
    tuned !== null && svg("circle", { cx: at(tuned), cy: below, r: 5, class: "fill fine-tuned" }),
    arrow(row.from_scratch, "from-scratch", above), arrow(row.fine_tuned, "fine-tuned", below));
}

/** The 95 % interval of the figure. */
const whisker = (best: BestSparsity | null, mode: string, y: number) => best?.interval != null
  && svg("line", { x1: at(best.interval.low), y1: y, x2: at(best.interval.high ?? 1), y2: y, class: `stroke whisker ${mode}` });
