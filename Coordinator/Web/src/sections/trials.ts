import { csv } from "../csv";
import { download, h } from "../dom";
import { cell, labelOf } from "../fields";
import { plural } from "../format";
import type { Field, Report, Value } from "../model";
import { toggle } from "./controls";

const usual = ["dataset", "architecture", "mode", "sparsity", "seed", "state", "top1", "top5", "loss", "compression", "speedup",
  "parameters_nonzero", "epochs", "seconds", "error", "warnings"];
const pageSize = 200;

interface Column {
  field: Field;
  index: number;
}

/** Lists every trial, including failed ones; can be sorted by its headers and searched while typing. */
export function trialsSection(report: Report): HTMLElement {
  const filled: Column[] = report.fields.map((field, index) => ({ field, index }))
    .filter(({ index }) => report.trials.some((trial) => trial[index] !== null));
  let all = false;
  let limit = pageSize;
  let sort = { index: report.fields.findIndex((field) => field.name === "trial"), descending: false };
  const search = h("input", { type: "search", placeholder: "cifar10 fine-tuned failed …" });
  const status = h("p", { class: "muted", role: "status" });
  const body = h("tbody");
  const head = h("tr");
  const more = h("button", { type: "button" }, "Show more");
  const save = h("button", { type: "button", class: "quiet" }, "Save CSV");

  const columns = () => filled.filter(({ field }) => all || usual.includes(field.name) || report.axes.includes(field.name));
  const matches = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word.length > 0);
    const text = (trial: Value[]) => filled.map(({ field, index }) => cell(field.name, trial[index] ?? null)).join(" ").toLowerCase();
    const found = words.length === 0 ? [...report.trials] : report.trials.filter((trial) => words.every((word) => text(trial).includes(word)));
    return found.sort((a, b) => compare(a[sort.index] ?? null, b[sort.index] ?? null, sort.descending));
  };

  const draw = () => {
    const found = matches();
    head.replaceChildren(...columns().map(({ field, index }) => {
      const button = h("button", { type: "button", title: `${field.name}: ${field.meaning}` }, labelOf(field.name));
      button.addEventListener("click", () => {
        sort = { index, descending: sort.index === index && !sort.descending };
        draw();
        head.querySelector<HTMLElement>(`[data-index="${index}"] button`)?.focus();
      });
      const direction = sort.index !== index ? "none" : sort.descending ? "descending" : "ascending";
      return h("th", { scope: "col", "data-index": String(index), "aria-sort": direction, class: numeric(field) ? "number" : null }, button);
    }));
    body.replaceChildren(...found.slice(0, limit).map((trial) => h("tr", {}, ...columns().map(({ field, index }) => {
      const text = cell(field.name, trial[index] ?? null);
      return field.name === "state"
        ? h("td", {}, h("span", { class: "state", "data-state": text }, text))
        : h("td", { class: classOf(field), title: text.length > 40 ? text : null }, text);
    }))));
    more.hidden = found.length <= limit;
    const shown = Math.min(limit, found.length);
    status.textContent = (shown < found.length ? `${shown} shown of ` : "")
      + plural(found.length, found.length < report.trials.length ? "matching trial" : "trial");
  };

  search.addEventListener("input", () => { limit = pageSize; draw(); });
  more.addEventListener("click", () => { limit += 5 * pageSize; draw(); });
  save.addEventListener("click", () => download(`${report.sweep}.csv`, "text/csv", csv(report.fields.map((field) => field.name), report.trials)));
  draw();
  return h("section", { "aria-labelledby": "trials" },
    h("h2", { id: "trials" }, "All trials"),
    ...(report.trials.length === 0 ? [h("p", { class: "empty" }, "There are none yet.")] : [
      h("div", { class: "controls" }, h("label", {}, "Search ", search), toggle("All columns", all, (on) => { all = on; draw(); }), save),
      status,
      h("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Trials, table" },
        h("table", { class: "list trials" }, h("thead", {}, head), body)),
      more,
    ]));
}

const numeric = (field: Field) => field.kind === "number" || field.kind === "whole";

const classOf = (field: Field) =>
  numeric(field) ? "number" : field.name === "error" || field.kind === "list" ? "long" : null;

/** Empty cells come last in both directions. */
function compare(a: Value, b: Value, descending: boolean): number {
  if (a === null || b === null) {
    return a === b ? 0 : a === null ? 1 : -1;
  }
  const difference = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return descending ? -difference : difference;
}
