import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { number, plural, times } from "../../format";
import { hours, percent, secondsOf } from "../format";

/** What the sweep took, beside what it would have taken had no stage been shared. */
export class Cost {
  private readonly rows = h("dl", { class: "bars" });
  private readonly facts = h("p", { class: "hint" });
  readonly element = h("section", { "aria-labelledby": "cost" }, h("h2", { id: "cost" }, "Worker time"), this.rows, this.facts);

  update(sweep: SweepInfo) {
    const spent = secondsOf(sweep.spent) ?? 0;
    const saved = secondsOf(sweep.saved) ?? 0;
    const whole = spent + saved;
    this.rows.replaceChildren(
      ...bar("spent", spent, whole, sweep.gpuHours == null ? "" : `of ${number(sweep.gpuHours)}\u202fh allowed`),
      ...(saved > 0 ? bar("without sharing", whole, whole, "") : []));
    const { total, completed, reused } = sweep.stages;
    this.facts.textContent = [
      saved > 0 ? `Sharing stages saved ${percent(saved / whole)} of the worker time${spent > 0 && whole / spent >= 1.5 ? `: it would have been ${times(whole / spent)} as much` : ""}.` : "Sharing stages has saved nothing yet.",
      `${plural(total, "stage")} for ${plural(sweep.trials.total, "trial")}, ${number(completed)} of them completed${reused > 0 ? `, ${number(reused)} of those by earlier sweeps` : ""}.`,
    ].join(" ");
  }
}

function bar(label: string, seconds: number, whole: number, note: string): HTMLElement[] {
  const piece = h("i", { class: label === "spent" ? "spent" : null });
  piece.style.width = `${whole === 0 ? 0 : Math.max(0.5, 100 * seconds / whole)}%`;
  return [h("dt", {}, label), h("dd", {}, h("span", { class: "bar-line" }, piece), h("span", {}, hours(seconds), note !== "" && h("small", {}, ` ${note}`)))];
}
