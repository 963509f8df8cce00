import type { QueryResultsResponse, ResultField, Value } from "../../api/types";
import { h } from "../../dom";
import { cell, labelOf } from "../../fields";
import { plural } from "../../format";
import type { SweepContext } from "../context";
import { Pager } from "../widgets/pager";
import { state } from "../widgets/state";

const usual = ["top1", "loss", "compression", "speedup", "seconds", "error"];

interface View {
  where: string;
  orderBy: string;
}

/** Lists trials as rows, a hundred per page: the content of the grid for readers and screen readers. */
export class TrialsTable {
  readonly element: HTMLElement;
  private readonly pager: Pager<QueryResultsResponse>;
  private readonly frame: HTMLElement;
  private readonly head = h("tr");
  private readonly body = h("tbody");
  private readonly count = h("p", { class: "hint", role: "status" });
  private fields: ResultField[] = [];
  private pages = 0;

  constructor(
    context: SweepContext, private readonly view: () => View,
    private readonly events: { order(orderBy: string): void; open(trial: number): void; fields(fields: ResultField[]): void }) {
    this.pager = new Pager((pageToken) => {
      const { where, orderBy } = this.view();
      return context.client.results(context.name, { where, orderBy, pageSize: 100, pageToken }, context.signal);
    }, (page, isFirst) => this.draw(page, isFirst));
    this.frame = h("div", { class: "scroll framed tall", tabindex: "0", role: "region", "aria-label": "Table of trials", hidden: true },
      h("table", { class: "list trials" }, h("caption", { class: "unseen" }, "Trials"), h("thead", {}, this.head), this.body));
    this.element = h("section", { "aria-labelledby": "trials-table" }, h("h2", { id: "trials-table" }, "Table"),
      this.count, this.frame, this.pager.element);
  }

  restart = () => this.pager.restart();

  /** Reloads the first page, unless the user has loaded further pages, which then stay as they are. */
  async refresh() {
    if (this.pages <= 1 && !this.body.contains(document.activeElement)) {
      await this.pager.restart();
    }
  }

  private draw(page: QueryResultsResponse, isFirst: boolean) {
    if (isFirst) {
      this.pages = 0;
      this.body.replaceChildren();
      this.fields = page.fields;
      this.events.fields(page.fields);
      this.drawHead();
    }
    this.pages++;
    const shown = this.columns();
    const trialAt = page.fields.findIndex((field) => field.name === "trial");
    this.body.append(...page.trials.map((values) => {
      const trial = Number(values[trialAt]);
      const open = h("button", { type: "button", class: "link" }, String(trial));
      open.addEventListener("click", () => this.events.open(trial));
      return h("tr", {}, ...shown.map(({ field, index }) => field.name === "trial"
        ? h("th", { scope: "row", class: "number" }, open) : this.cell(field, values[index] ?? null)));
    }));
    this.frame.hidden = this.body.rows.length === 0;
    this.count.textContent = this.body.rows.length < page.total
      ? `The first ${this.body.rows.length} of ${plural(page.total, "trial")}` : plural(page.total, "trial");
  }

  private cell(field: ResultField, value: Value): HTMLElement {
    const text = cell(field.name, value);
    return field.name === "state" ? h("td", {}, state(text))
      : h("td", { class: isNumber(field) ? "number" : field.name === "error" ? "cut error" : null, title: text.length > 40 ? text : null }, text);
  }

  private drawHead() {
    const { orderBy } = this.view();
    const [by = "", direction = ""] = orderBy.split(" ");
    const focused = this.head.contains(document.activeElement) ? (document.activeElement as HTMLElement).textContent : null;
    this.head.replaceChildren(...this.columns().map(({ field }) => {
      const button = h("button", { type: "button", title: `${field.name}: ${field.meaning}` }, labelOf(field.name));
      const isOwn = by === field.name || (by === "" && field.name === "trial");
      // Cycles through ascending, descending and grid order.
      const next = !isOwn || by === "" ? (field.name === "trial" && by === "" ? "trial desc" : field.name) : direction === "desc" ? "" : `${field.name} desc`;
      button.addEventListener("click", () => this.events.order(next));
      return h("th", {
        scope: "col", class: isNumber(field) ? "number" : null, "aria-sort": !isOwn ? "none" : direction === "desc" ? "descending" : "ascending",
      }, button);
    }));
    if (focused !== null) {
      [...this.head.querySelectorAll("button")].find((button) => button.textContent === focused)?.focus();
    }
  }

  /** The trial's number, its axes, its state, and the most requested measurements. */
  private columns(): { field: ResultField; index: number }[] {
    const names = this.fields.map((field) => field.name);
    const [first, last] = [names.indexOf("trial"), names.indexOf("state")];
    return this.fields.map((field, index) => ({ field, index }))
      .filter(({ field, index }) => (index >= first && index <= last) || usual.includes(field.name));
  }
}

const isNumber = (field: ResultField) => field.kind === "number" || field.kind === "whole";
