import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { number, plural } from "../../format";
import { costBars, costText } from "../../sections/cost";
import { secondsOf } from "../format";

/** The sweep's worker time, compared with the time without shared stages. */
export class Cost {
  private readonly bars = h("div");
  private readonly facts = h("p", { class: "hint" });
  readonly element = h("section", { "aria-labelledby": "cost" }, h("h2", { id: "cost" }, "Worker time"), this.bars, this.facts);

  update(sweep: SweepInfo) {
    const spent = secondsOf(sweep.spent) ?? 0;
    const saved = secondsOf(sweep.saved) ?? 0;
    this.bars.replaceChildren(costBars(spent, saved, sweep.gpuHours == null ? "" : `of ${number(sweep.gpuHours)}\u202fh allowed`));
    const { total, completed, reused } = sweep.stages;
    this.facts.textContent = `${costText(spent, saved)} ${plural(total, "stage")} for ${plural(sweep.trials.total, "trial")}, ${number(completed)} of them completed${reused > 0 ? `, ${number(reused)} of those by earlier sweeps` : ""}.`;
  }
}
