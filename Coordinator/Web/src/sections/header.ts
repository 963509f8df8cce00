import { h } from "../dom";
import { number, plural } from "../format";
import type { Report } from "../model";
import { answerSection } from "./answer";

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
  ].filter((fact) => fact !== false);
  return h("header", {},
    h("p", { class: "kicker" }, "Pruning sweep"),
    h("h1", {}, report.sweep),
    report.description !== "" && h("p", { class: "lead" }, report.description),
    answerSection({ ...report, seeds: distinct(report, "seed"), trials: states.length, completed, isOver: report.state !== "running" && report.state !== "paused" }).element,
    h("p", { class: "facts" }, facts.join(" · ")),
    open > 0 && h("p", { class: "notice", role: "note" },
      `This sweep is ${report.state === "paused" ? "paused" : "not finished"}: ${plural(open, "trial")} still open. `
      + "Every figure on this page is over the completed ones."),
    report.notes !== "" && h("div", { class: "notice", role: "note" }, h("strong", {}, "Notes"), h("p", { class: "notes-text" }, report.notes)),
    warnings(report));
}

const mostWarnings = 5;

/** Warnings that a reader of the numbers must see, each once however many trials have it. */
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
