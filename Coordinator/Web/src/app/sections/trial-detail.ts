import { messageOf } from "../../api/errors";
import type { Value } from "../../api/types";
import { h } from "../../dom";
import type { SweepContext } from "../context";
import { toCompare, toStage } from "../route";
import { throttle } from "../throttle";
import { state } from "../widgets/state";
import { classBars, trialFacts, trialWarnings } from "./trial-facts";

/** Shows all facts about one trial, beside the grid. */
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

  /** Reloads the trial. */
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
      const values = Object.fromEntries(fields.map((field, index) => [field.name, trials[0]?.[index] ?? null]));
      const classes = await this.classesOf(values);
      if (mine === this.trial) {
        this.draw(values, new Map(fields.map((field) => [field.name, field.meaning])), classes);
      }
    } catch (error) {
      if (!signal.aborted && mine === this.trial) {
        this.element.replaceChildren(this.head(`Trial ${mine}`), h("p", { class: "problem", role: "alert" }, messageOf(error)));
      }
    }
  }

  /** The labels that the trial was trained on, from its stage's settings. They only affect class names. */
  private async classesOf(values: Record<string, Value>): Promise<unknown> {
    const { client, signal } = this.context;
    return values["top1_per_class"] == null ? null : client.stage(String(values["stage_id"]), signal).then(({ settings }) => settings?.["data.classes"], () => null);
  }

  private draw(values: Record<string, Value>, meanings: Map<string, string>, classes: unknown) {
    const hadFocus = this.element.contains(document.activeElement) && document.activeElement !== this.element;
    const text = (field: string) => String(values[field] ?? "");
    this.element.replaceChildren(
      this.head(`Trial ${text("trial") || this.trial}`, state(text("state"), "pill")),
      text("error") !== "" ? h("p", { class: "notice bad" }, text("error")) : "",
      trialWarnings(values) ?? "",
      text("stage_id") !== "" ? h("p", {}, h("a", { class: "button", href: toStage(text("stage_id")) }, "Its stage: curve, attempts, log"), " ",
        h("a", { class: "button", href: toCompare([], [`${this.context.name}:${this.trial}`]) }, "Compare")) : "",
      ...trialFacts(values, meanings), classBars(values, classes) ?? "");
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
