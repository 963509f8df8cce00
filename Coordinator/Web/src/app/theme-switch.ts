import { h } from "../dom";

const choices = { "": "Auto", light: "Light", dark: "Dark" };
const key = "sweep-theme";

/** Light, dark or as the system says; remembered in this browser. Tells of a change by the event "themechange" of the document. */
export function themeSwitch(): HTMLElement {
  const stored = read();
  apply(stored);
  const box = h("select", { "aria-label": "Colours" }, ...Object.entries(choices).map(([value, text]) =>
    h("option", { value, selected: value === stored }, text)));
  box.addEventListener("change", () => {
    apply(box.value);
    try {
      localStorage.setItem(key, box.value);
    } catch {
      // A browser that stores nothing forgets the choice, which is what it was told to do.
    }
    document.dispatchEvent(new Event("themechange"));
  });
  return box;
}

function apply(theme: string) {
  if (theme === "") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = theme;
  }
}

function read(): string {
  try {
    const stored = localStorage.getItem(key) ?? "";
    return Object.hasOwn(choices, stored) ? stored : "";
  } catch {
    return "";
  }
}
