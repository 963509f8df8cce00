import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { number, plural } from "../../format";
import { isOpenState, percent } from "../format";

type Part = "completed" | "failed" | "running";
const parts: Part[] = ["completed", "running", "failed"];

/** A bar of shares, each and together from 0 to 1; the rest is still to do. */
export class Progress {
  readonly element: HTMLElement;
  private readonly pieces: Record<Part | "rest", HTMLElement>;

  constructor(private readonly label: string, look: "" | "tall" = "") {
    const piece = (name: string) => h("i", { "data-state": name });
    this.pieces = { completed: piece("completed"), running: piece("running"), failed: piece("failed"), rest: h("i") };
    this.pieces.rest.className = "rest";
    this.element = h("div", { class: `progress ${look}`, role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100", "aria-label": label },
      ...parts.map((part) => this.pieces[part]), this.pieces.rest);
  }

  set(shares: Partial<Record<Part, number>>, text = percent(shares.completed ?? 0)) {
    const sum = parts.reduce((total, part) => total + (shares[part] ?? 0), 0);
    for (const part of parts) {
      this.pieces[part].style.flexGrow = String(shares[part] ?? 0);
    }
    this.pieces.rest.style.flexGrow = String(Math.max(0, 1 - sum));
    this.element.setAttribute("aria-valuenow", String(Math.floor((shares.completed ?? 0) * 100)));
    this.element.setAttribute("aria-valuetext", text);
    this.element.title = `${this.label}: ${text}`;
  }
}

/**
 * The shares of a sweep's progress. The failed share counts trials; the done share counts expected work, which leaves out failed work
 * until the sweep has ended. For an ended sweep both count trials, so a sweep in which half of the trials failed shows that.
 */
export function sharesOf(sweep: SweepInfo): Record<Part, number> {
  const failed = share(sweep.trials.failed, sweep.trials.total);
  if (!isOpenState(sweep.state)) {
    return { completed: share(sweep.trials.completed, sweep.trials.total), failed, running: 0 };
  }
  const completed = sweep.fraction * (1 - failed);
  const running = sweep.state === "SWEEP_STATE_RUNNING" ? Math.min(1 - completed - failed, share(sweep.stages.running, sweep.stages.total)) : 0;
  return { completed, failed, running };
}

/** The progress in words. */
export function progressText(sweep: SweepInfo): string {
  const { completed, failed, total } = sweep.trials;
  const trials = `${number(completed)} of ${plural(total, "trial")} completed${failed > 0 ? `, ${number(failed)} failed` : ""}`;
  return isOpenState(sweep.state) ? `${percent(sweep.fraction)} of the work, ${trials}` : trials;
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
