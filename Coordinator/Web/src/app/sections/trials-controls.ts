import type { ResultField } from "../../api/types";
import { h } from "../../dom";
import { nameOf, orderable } from "../../fields";

export interface TrialsView {
  where: string;
  /** The numeric field that colours the cells; empty colours them by state. */
  colour: string;
  orderBy: string;
}

/** The filter, colour, order and zoom controls of the grid. */
export class TrialsControls {
  readonly element: HTMLElement;
  private readonly where: HTMLInputElement;
  private readonly problem = h("p", { id: "where-problem", class: "problem", role: "alert", hidden: true });
  private readonly colour = h("select", { id: "colour" });
  private readonly order = h("select", { id: "order" });
  private names = "";

  constructor(private readonly view: TrialsView, private readonly changed: () => void, zoom: (steps: number) => void) {
    this.where = h("input", {
      id: "where", type: "search", class: "where", spellcheck: "false", autocapitalize: "off", value: view.where,
      placeholder: "dataset = cifar10 and sparsity >= 0.5", "aria-describedby": "where-problem",
    });
    const form = h("form", { class: "filter", role: "search", "aria-label": "Filter trials" },
      h("label", { for: "where" }, "Where"), this.where, h("button", { type: "submit" }, "Apply"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.apply();
    });
    // The clear button of a search box applies at once. Typing waits for Enter, since half a condition is an error.
    this.where.addEventListener("input", () => this.where.value === "" && this.apply());
    this.colour.addEventListener("change", () => {
      this.view.colour = this.colour.value;
      this.changed();
    });
    this.order.addEventListener("change", () => {
      this.view.orderBy = this.order.value;
      this.changed();
    });
    const button = (text: string, label: string, steps: number) => {
      const element = h("button", { type: "button", class: "icon", "aria-label": label }, text);
      element.addEventListener("click", () => zoom(steps));
      return element;
    };
    this.setFields([]);
    this.element = h("div", {}, h("div", { class: "controls" }, form,
      h("label", {}, "Colour by ", this.colour), h("label", {}, "Order by ", this.order),
      h("span", { class: "actions", role: "group", "aria-label": "Zoom" }, button("−", "Smaller cells", -1), button("+", "Larger cells", 1))),
    this.problem);
  }

  /** Shows the current view after it was changed elsewhere. */
  sync() {
    this.where.value = this.view.where;
    this.choose(this.colour, this.view.colour);
    this.choose(this.order, this.view.orderBy);
  }

  setFields(fields: ResultField[]) {
    const kinds = new Map(fields.map(({ name, kind }) => [name, kind]));
    const names = orderable(fields.map(({ name }) => name));
    if (fields.length > 0 && names.join() === this.names) {
      return;
    }
    this.names = names.join();
    const option = (value: string, text: string) => h("option", { value }, text);
    const isNumber = (name: string) => kinds.get(name) === "number" || kinds.get(name) === "whole";
    this.colour.replaceChildren(option("", "state"), ...names.filter((name) => isNumber(name) && name !== "seed").map((name) => option(name, nameOf(name))));
    this.order.replaceChildren(option("", "the grid"), ...names.flatMap((name) => (isNumber(name)
      ? [option(`${name} desc`, `${nameOf(name)}, highest first`), option(name, `${nameOf(name)}, lowest first`)] : [option(name, nameOf(name))])));
    this.choose(this.colour, this.view.colour);
    this.choose(this.order, this.view.orderBy);
  }

  /** Shows the coordinator's message about the condition; null when it is valid. */
  setProblem(text: string | null) {
    this.where.setAttribute("aria-invalid", String(text !== null));
    this.problem.hidden = text === null;
    this.problem.textContent = text ?? "";
  }

  private apply() {
    this.view.where = this.where.value.trim();
    this.changed();
  }

  private choose(box: HTMLSelectElement, value: string) {
    if (![...box.options].some((option) => option.value === value)) {
      box.append(h("option", { value }, `${nameOf(value.replace(/ desc$/, ""))}${value.endsWith(" desc") ? ", highest first" : ""}`));
    }
    box.value = value;
  }
}
