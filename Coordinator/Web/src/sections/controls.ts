import { h } from "../dom";

let controls = 0;
const nextId = () => `control-${++controls}`;

export function select<T extends string>(label: string, options: Record<T, string>, chosen: T, change: (value: T) => void): HTMLElement {
  const box = h("select", {}, ...Object.entries<string>(options).map(([value, text]) =>
    h("option", { value, selected: value === chosen }, text)));
  box.addEventListener("change", () => change(box.value as T));
  return h("label", {}, label, " ", box);
}

/** A few mutually exclusive options, all visible. */
export function choice<T extends string>(label: string, options: Record<T, string>, chosen: T, change: (value: T) => void): HTMLElement {
  const name = nextId();
  return h("fieldset", {}, h("legend", {}, label), ...Object.entries<string>(options).map(([value, text]) => {
    const button = h("input", { type: "radio", name, value, checked: value === chosen });
    button.addEventListener("change", () => change(value as T));
    return h("label", {}, button, " ", text);
  }));
}

export function toggle(label: string, on: boolean, change: (on: boolean) => void): HTMLElement {
  const box = h("input", { type: "checkbox", checked: on });
  box.addEventListener("change", () => change(box.checked));
  return h("label", {}, box, " ", label);
}
