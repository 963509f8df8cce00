import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { number } from "../../format";
import { ago, duration, hours, moment, percent, secondsOf, shownState } from "../format";
import { toSweep } from "../route";
import { Progress, progressText, sharesOf } from "../widgets/progress";
import { setState, state } from "../widgets/state";

export const heads: { text: string; number?: boolean; meaning?: string }[] = [
  { text: "Name" },
  { text: "State" },
  { text: "Progress", meaning: "By expected work" },
  { text: "Trials", number: true },
  { text: "Failed", number: true },
  { text: "Ends in", number: true, meaning: "At the pace of the last while" },
  { text: "Worker time", number: true, meaning: "That attempts at its stages have taken" },
  { text: "Saved", number: true, meaning: "Time of workers that sharing stages has saved so far" },
  { text: "Priority", number: true, meaning: "0 to 9, a higher one goes first" },
  { text: "Submitted" },
];

/** A sweep in the list, updated in place so that focus and selection stay. */
export class SweepRow {
  readonly element: HTMLTableRowElement;
  private readonly state: HTMLElement;
  private readonly progress: Progress;
  private readonly done = h("span", { class: "share" });
  private readonly cells: Record<"trials" | "failed" | "remaining" | "spent" | "saved" | "priority" | "created", HTMLElement>;

  constructor(public sweep: SweepInfo) {
    const cell = (label: string, isNumber = true) => h("td", { class: isNumber ? "number" : "nowrap muted", "data-label": label });
    this.state = state(shownState(sweep));
    this.progress = new Progress(`Progress of ${sweep.name}`);
    this.cells = {
      trials: cell("Trials"), failed: cell("Failed"), remaining: cell("Ends in"), spent: cell("Worker time"), saved: cell("Saved"), priority: cell("Priority"),
      created: cell("Submitted", false),
    };
    this.element = h("tr", { "data-created": sweep.created },
      h("th", { scope: "row" }, h("a", { href: toSweep(sweep.name) }, sweep.name)),
      h("td", { "data-label": "State" }, this.state),
      h("td", { "data-label": "Progress" }, h("div", { class: "with-share" }, this.progress.element, this.done)),
      ...Object.values(this.cells));
    this.update(sweep);
  }

  update(sweep: SweepInfo) {
    this.sweep = sweep;
    setState(this.state, shownState(sweep));
    this.state.title = sweep.stalled;
    const shares = sharesOf(sweep);
    this.progress.set(shares, progressText(sweep));
    this.done.textContent = percent(shares.completed);
    const { trials, failed, remaining, spent, saved, priority, created } = this.cells;
    trials.textContent = `${number(sweep.trials.completed)} of ${number(sweep.trials.total)}`;
    failed.classList.add("problem");
    failed.textContent = sweep.trials.failed > 0 ? number(sweep.trials.failed) : "";
    const left = secondsOf(sweep.remaining);
    remaining.textContent = left === null ? "" : duration(left);
    spent.textContent = hours(secondsOf(sweep.spent) ?? 0);
    const gain = secondsOf(sweep.saved) ?? 0;
    saved.textContent = gain > 0 ? hours(gain) : "";
    priority.textContent = String(sweep.priority);
    created.textContent = ago(sweep.created);
    created.title = moment(sweep.created);
  }
}
