import { messageOf } from "../../api/errors";
import { h } from "../../dom";
import { cell } from "../../format";
import type { SweepContext } from "../context";
import { toStage } from "../route";
import { throttle } from "../throttle";
import { state } from "../widgets/state";

/** Everything about one trial, beside the grid. */
export class TrialDetail {
  readonly element = h("aside", { class: "panel trial", "aria-label": "Trial", hidden: true, tabindex: "-1" });
  private trial: number | null = null;
  private readonly soon: () => void;

  constructor(private readonly context: SweepContext, private readonly closed: () => void) {
    this.soon = throttle(() => this.load(), 1000, context.signal);
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  open(trial: number, focus: boolean) {
    this.trial = trial;
    this.element.hidden = false;
    void this.load().then(() => focus && this.element.focus());
  }

  /** Asks again. */
  refresh() {
    if (this.trial !== null) {
      this.soon();
    }
  }

  private close() {
    this.trial = null;
    this.element.hidden = true;
    this.closed();
  }

  private async load() {
    const { client, name, signal } = this.context;
    const mine = this.trial;
    try {
      const { fields, trials } = await client.results(name, { where: `trial = ${mine}`, pageSize: 1 }, signal);
      if (mine === this.trial) {
        this.draw(Object.fromEntries(fields.map((field, index) => [field.name, cell(field.name, trials[0]?.[index] ?? null)])),
          new Map(fields.map((field) => [field.name, field.meaning])));
      }
    } catch (error) {
      if (!signal.aborted && mine === this.trial) {
        this.element.replaceChildren(this.head(`Trial ${mine}`), h("p", { class: "problem", role: "alert" }, messageOf(error)));
      }
    }
  }

  private draw(values: Record<string, string>, meanings: Map<string, string>) {
    const hadFocus = this.element.contains(document.activeElement) && document.activeElement !== this.element;
    const { sweep: _, trial, state: itsState = "", error = "", stage_id: stage = "", spec_hash: __, ...rest } = values;
    this.element.replaceChildren(
      this.head(`Trial ${trial ?? this.trial}`, state(itsState, "pill")),
      error !== "" ? h("p", { class: "notice bad" }, error) : "",
      stage !== "" ? h("p", {}, h("a", { class: "button", href: toStage(stage) }, "Its stage: curve, attempts, log")) : "",
      h("dl", {}, ...Object.entries(rest).filter(([, text]) => text !== "").flatMap(([field, text]) =>
        [h("dt", { title: meanings.get(field) ?? null }, field), h("dd", {}, text)])));
    if (hadFocus) {
      this.element.querySelector<HTMLElement>("button")?.focus();
    }
  }

  private head(title: string, mark: HTMLElement | null = null): HTMLElement {
    const close = h("button", { type: "button", class: "icon", "aria-label": "Close" }, "✕");
    close.addEventListener("click", () => this.close());
    return h("header", { class: "controls" }, h("h2", {}, title), mark, h("span", { class: "spring" }), close);
  }
}
