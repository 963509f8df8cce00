import type { SweepContext } from "../app/context";
import { h } from "../dom";

/** A condition on trials, as in `sweep results --where`. The coordinator reports errors in it. It is kept in the address. */
export class Condition {
  readonly element: HTMLElement;
  private readonly listeners: (() => void)[] = [];
  /** Empty selects every trial. */
  value: string;

  constructor({ query, setQuery }: SweepContext) {
    this.value = query["where"] ?? "";
    const box = h("input", { type: "search", placeholder: "dataset = cifar10 and sparsity >= 0.5", spellcheck: "false", autocomplete: "off", value: this.value });
    const take = () => {
      const value = box.value.trim();
      if (value !== this.value) {
        this.value = value;
        setQuery(value === "" ? {} : { where: value });
        this.listeners.forEach((listener) => listener());
      }
    };
    box.addEventListener("change", take);
    box.addEventListener("search", take);
    this.element = h("label", { class: "condition" }, "Where ", box);
  }

  onChange(listener: () => void) {
    this.listeners.push(listener);
  }
}
