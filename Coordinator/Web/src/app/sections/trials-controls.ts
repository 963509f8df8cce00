import type { ResultField } from "../../api/types";
import { h } from "../../dom";

export interface TrialsView {
  where: string;
  /** A numeric field that colours cells; empty: the state does. */
  colour: string;
  orderBy: string;
}

/** Filter, colour, order and zoom over the grid. */
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
    // The cross of a search box clears at once; typing waits for Enter, as half a condition is an error.
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

  /** As the view now is, after it was changed elsewhere. */
  sync() {
    this.where.value = this.view.where;
    this.choose(this.colour, this.view.colour);
    this.choose(this.order, this.view.orderBy);
  }

  setFields(fields: ResultField[]) {
    const numeric = fields.filter(({ kind }) => kind === "number" || kind === "whole").map(({ name }) => name).filter((name) => name !== "trial");
    if (fields.length > 0 && numeric.join() === this.names) {
      return;
    }
    this.names = numeric.join();
    const option = (value: string, text: string) => h("option", { value }, text);
    this.colour.replaceChildren(option("", "state"), ...numeric.map((name) => option(name, name)));
    this.order.replaceChildren(option("", "the grid"), ...fields.filter(({ kind, name }) => kind !== "list" && !["sweep", "trial", "error"].includes(name))
      .flatMap(({ name }) => [option(name, `${name} ↑`), option(`${name} desc`, `${name} ↓`)]));
    this.choose(this.colour, this.view.colour);
    this.choose(this.order, this.view.orderBy);
  }

  /** What the coordinator says of the condition; null: it understood. */
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
      box.append(h("option", { value }, value.replace(/ desc$/, " ↓")));
    }
    box.value = value;
  }
}
