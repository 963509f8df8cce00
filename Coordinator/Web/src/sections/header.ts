import { h } from "../dom";
import { number, plural } from "../format";
import type { Report } from "../model";

const column = (report: Report, name: string) => {
  const index = report.fields.findIndex((field) => field.name === name);
  return report.trials.map((trial) => trial[index] ?? null);
};

const distinct = (report: Report, name: string) => new Set(column(report, name).filter((value) => value !== null)).size;

export function header(report: Report): HTMLElement {
  const states = column(report, "state");
  const count = (state: string) => states.filter((value) => value === state).length;
  const [completed, failed, cancelled] = [count("completed"), count("failed"), count("cancelled")];
  const open = states.length - completed - failed - cancelled;
  const facts = [
    `${number(completed)} of ${plural(states.length, "trial")} completed`,
    failed > 0 && `${number(failed)} failed`,
    cancelled > 0 && `${number(cancelled)} cancelled`,
    plural(distinct(report, "dataset"), "data set"),
    plural(distinct(report, "architecture"), "architecture"),
    plural(distinct(report, "seed"), "seed"),
  ].filter((fact) => fact !== false);
  return h("header", {},
    h("p", { class: "kicker" }, "Pruning sweep"),
    h("h1", {}, report.sweep),
    h("p", { class: "answer" }, answer(report)),
    h("p", { class: "facts" }, facts.join(" · ")),
    open > 0 && h("p", { class: "notice", role: "note" },
      `This sweep is ${report.state === "paused" ? "paused" : "not finished"}: ${plural(open, "trial")} still open. `
      + "Every figure on this page is over the completed ones."),
    warnings(report));
}

const mostWarnings = 5;

/** What a reader of the numbers must know, said once however many trials say it. */
function warnings(report: Report): HTMLElement | null {
  const counts = new Map<string, number>();
  for (const text of column(report, "warnings").flatMap((list) => (Array.isArray(list) ? list.map(String) : []))) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.length === 0 ? null : h("div", { class: "notice", role: "note" },
    h("strong", {}, "Warnings"),
    h("ul", {}, ...sorted.slice(0, mostWarnings).map(([text, count]) => h("li", {}, `${text} (${plural(count, "trial")})`)),
      sorted.length > mostWarnings && h("li", {}, `and ${sorted.length - mostWarnings} others, in the table of all trials`)));
}

/** The page's one-sentence answer; it claims only what the bounds allow. */
export function answer(report: Report): string {
  const rows = report.figure.filter((row) => row.gain !== null);
  const within = `(top-1 within ${plural(report.tolerance, "point")} of the dense network)`;
  if (rows.length === 0) {
    const figures = report.figure.flatMap((row) => [row.fine_tuned, row.from_scratch]);
    if (report.state === "completed" && figures.length > 0 && figures.every((best) => best?.bound === "at-least")) {
      return "Every network keeps its accuracy up to the highest sparsity of the grid, whichever way it was trained "
        + `${within}: only higher levels could tell the two ways apart.`;
    }
    const kept = report.figure.some((row) => row.fine_tuned?.sparsity != null || row.from_scratch?.sparsity != null);
    return kept
      ? "How far can each network be pruned at the same accuracy? There is no pair of training modes with a firm figure to compare."
      : "How far can each network be pruned at the same accuracy? Not enough trials are completed to say.";
  }
  const firm = (test: (gain: number) => boolean, bound: string) =>
    rows.filter((row) => test(row.gain!) && (row.gain_bound === "exact" || row.gain_bound === bound)).length;
  const further = firm((gain) => gain > 1e-9, "at-least");
  const less = firm((gain) => gain < -1e-9, "at-most");
  const equal = rows.filter((row) => Math.abs(row.gain!) <= 1e-9 && row.gain_bound === "exact").length;
  const unsure = rows.length - further - less - equal;
  const parts = [
    further > 0 && `further in ${further}`,
    equal > 0 && `equally far in ${equal}`,
    less > 0 && `less far in ${less}`,
    unsure > 0 && `undecided in ${unsure}`,
  ].filter((part) => part !== false);
  return `Networks fine-tuned from pre-trained weights can be pruned ${parts.join(", ")} of ${plural(rows.length, "comparison")} `
    + `with the same networks trained from scratch ${within}.`;
}
