import { h } from "../dom";

const choices = { "": "Auto", light: "Light", dark: "Dark" };
const key = "sweep-theme";

/**
 * Switches between light, dark and the system's setting, and remembers the choice in this browser. Dispatches "themechange" on the
 * document.
 */
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
      // A browser that stores nothing forgets the choice, as its user has configured.
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
