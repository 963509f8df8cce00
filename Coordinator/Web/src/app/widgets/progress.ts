import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { percent } from "../format";

type Part = "completed" | "failed" | "running";
const parts: Part[] = ["completed", "running", "failed"];

/** A bar of shares, 0 to 1 each and together; what is missing to 1 is still to do. */
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

/** How far a sweep is, by expected work; of the rest, what failed by trials and what runs by stages. */
export function sharesOf(sweep: SweepInfo): Record<Part, number> {
  const completed = sweep.fraction;
  const failed = Math.min(1 - completed, share(sweep.trials.failed, sweep.trials.total));
  const running = sweep.state === "SWEEP_STATE_RUNNING" ? Math.min(1 - completed - failed, share(sweep.stages.running, sweep.stages.total)) : 0;
  return { completed, failed, running };
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
