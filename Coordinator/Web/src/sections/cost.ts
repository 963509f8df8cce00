import { hours, percent } from "../app/format";
import { h } from "../dom";
import { times } from "../format";

/** The worker time spent, compared with the time without shared stages. */
export function costBars(spent: number, saved: number, note = ""): HTMLElement {
  const whole = spent + saved;
  return h("dl", { class: "bars" }, ...bar("spent", spent, whole, note), ...(saved > 0 ? bar("without sharing", whole, whole, "") : []));
}

export function costText(spent: number, saved: number): string {
  const whole = spent + saved;
  return saved > 0
    ? `Sharing stages saved ${percent(saved / whole)} of the worker time${spent > 0 && whole / spent >= 1.5 ? `: it would have been ${times(whole / spent)} as much` : ""}.`
    : "Sharing stages has saved nothing yet.";
}

function bar(label: string, seconds: number, whole: number, note: string): HTMLElement[] {
  const piece = h("i", { class: label === "spent" ? "spent" : null });
  piece.style.width = `${whole === 0 ? 0 : Math.max(0.5, 100 * seconds / whole)}%`;
  return [h("dt", {}, label), h("dd", {}, h("span", { class: "bar-line" }, piece), h("span", {}, hours(seconds), note !== "" && h("small", {}, ` ${note}`)))];
}

/** The cost section of a report. */
export const costSection = ({ spent_seconds: spent, saved_seconds: saved }: { spent_seconds: number; saved_seconds: number }) =>
  h("section", { "aria-labelledby": "cost" }, h("h2", { id: "cost" }, "Worker time"), costBars(spent, saved), h("p", { class: "muted" }, costText(spent, saved)));
