import { messageOf } from "../api/errors";
import { h } from "../dom";

/**
 * Repeats a query when there is news, one at a time. The old content stays until newer content arrives. A failure is shown beside it, and
 * the next news try again.
 */
export class Asking {
  /** Shows the last failure. */
  readonly element = h("p", { class: "notice bad", role: "alert", hidden: true });
  private current: AbortController | null = null;
  /** True when news arrived during a round, whose queries may have been answered before them. */
  private missed = false;

  /**
   * @param round Runs the queries and shows the answers.
   * @param shown The element that is dimmed while a changed query waits for its answer; news do not dim it.
   */
  constructor(private readonly round: (signal: AbortSignal) => Promise<void>, private readonly shown: HTMLElement, private readonly over: AbortSignal) {
    over.addEventListener("abort", () => this.current?.abort());
  }

  /** Call when there is news. */
  refresh = (): Promise<void> => {
    if (this.current === null) {
      return this.run();
    }
    this.missed = true;
    return Promise.resolve();
  };

  /** Call when the query changed; an answer to the old one is discarded. */
  again() {
    this.shown.classList.add("stale");
    this.current?.abort();
    void this.run();
  }

  private async run() {
    const mine = new AbortController();
    this.current = mine;
    this.missed = false;
    try {
      await this.round(mine.signal);
      this.element.hidden = true;
    } catch (error) {
      if (!mine.signal.aborted && !this.over.aborted) {
        this.element.textContent = messageOf(error);
        this.element.hidden = false;
      }
    } finally {
      if (this.current === mine) {
        this.current = null;
        this.shown.classList.remove("stale");
        if (this.missed && !this.over.aborted) {
          void this.run();
        }
      }
    }
  }
}
