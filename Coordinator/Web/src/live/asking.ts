import { messageOf } from "../api/errors";
import { h } from "../dom";

/**
 * A question that is asked again when there is news, one at a time. What is shown stays until there is something newer; a failure is
 * told beside it, and the next news try again.
 */
export class Asking {
  /** Holds the last failure. */
  readonly element = h("p", { class: "notice bad", role: "alert", hidden: true });
  private current: AbortController | null = null;
  /** News came while a round was under way, which may have asked before them. */
  private missed = false;

  /**
   * @param round Asks and shows.
   * @param shown What turns pale while a changed question waits for its answer; news change it without.
   */
  constructor(private readonly round: (signal: AbortSignal) => Promise<void>, private readonly shown: HTMLElement, private readonly over: AbortSignal) {
    over.addEventListener("abort", () => this.current?.abort());
  }

  /** There is news. */
  refresh = (): Promise<void> => {
    if (this.current === null) {
      return this.run();
    }
    this.missed = true;
    return Promise.resolve();
  };

  /** The question changed: an answer to the old one is of no use. */
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
