import { h } from "../../dom";
import { measured, nameOf } from "../../fields";
import { number } from "../../format";
import { theme } from "../../theme";
import { cellStates, type Cells, type CellState } from "./data";

/** The meaning of the colours with the number of trials; a state is a button that filters by it. */
export function stateLegend(cells: Cells, choose: (state: CellState) => void): HTMLElement {
  return h("ul", { class: "legend" }, ...cellStates.filter((state) => cells.counts[state] > 0).map((state) => {
    const button = h("button", { type: "button", class: "quiet", title: `Keep only what is ${state}` },
      h("span", { class: "state", "data-state": state }, state), " ", h("span", { class: "count" }, number(cells.counts[state])));
    button.addEventListener("click", () => choose(state));
    return h("li", {}, button);
  }));
}

/** The colour ramp of a field with its ends, marked "≤" and "≥" where values lie beyond them. */
export function rampLegend(field: string, span: { low: number; high: number; min: number; max: number }): HTMLElement {
  const text = (value: number) => measured(field, Number(value.toPrecision(3)));
  const bar = h("span", { class: "ramp", role: "img", "aria-label": `Colours from ${text(span.low)} to ${text(span.high)}` });
  bar.style.background = `linear-gradient(90deg, ${theme().ramp.join(", ")})`;
  return h("div", { class: "ramp-legend" }, h("span", {}, nameOf(field)),
    h("span", { class: "number" }, `${span.min < span.low ? "≤\u202f" : ""}${text(span.low)}`), bar,
    h("span", { class: "number" }, `${span.max > span.high ? "≥\u202f" : ""}${text(span.high)}`));
}
