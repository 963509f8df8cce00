import { h } from "../dom";
import { along, theme } from "../theme";

/** The meaning of the lines' colours, from the lowest to the highest value. */
export function rampKey(label: string, low: string, high: string): HTMLElement {
  const bar = h("span", { class: "gradient", "aria-hidden": "true" });
  const { lineRamp } = theme();
  bar.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map((share) => along(lineRamp, share)).join(", ")})`;
  return h("span", { class: "ramp small" }, `${label}: ${low} `, bar, ` ${high}`);
}
