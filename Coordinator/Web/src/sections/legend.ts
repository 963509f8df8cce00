import { h, svg } from "../dom";
import { plural } from "../format";
import { modes, theme } from "../theme";

const sample = (...marks: SVGElement[]) => svg("svg", { width: 40, height: 18, viewBox: "0 0 40 18", "aria-hidden": "true" }, ...marks);

/** The line and mark of each mode. */
export function modeKey(): HTMLElement[] {
  const look = theme();
  return modes.map((mode) => h("li", {}, sample(svg("line", { x1: 1, y1: 9, x2: 39, y2: 9, class: `stroke ${mode}` }),
    mode === "fine-tuned"
      ? svg("circle", { cx: 20, cy: 9, r: 4.5, class: `fill ${mode}` })
      : svg("path", { d: "M20 3.5 25.5 9 20 14.5 14.5 9Z", class: `stroke hollow ${mode}` })), look.modes[mode].label));
}

/** Uses classes instead of colours, so that it follows the theme without being redrawn. */
export function legend(tolerance: number): HTMLElement {
  return h("ul", { class: "legend" },
    ...modeKey(),
    h("li", {}, sample(svg("path", { d: "M20 2V16M16 2h8M16 16h8", class: "stroke neutral" })), "± 1 standard deviation over seeds"),
    h("li", {}, sample(svg("line", { x1: 1, y1: 9, x2: 39, y2: 9, class: "stroke neutral dotted" })),
      `dense network − ${plural(tolerance, "point")}`),
    h("li", {}, sample(svg("circle", { cx: 20, cy: 9, r: 7.5, class: "stroke hollow neutral" })), "largest sparsity that keeps it"),
    h("li", {}, sample(svg("path", { d: "M20 1V11", class: "stroke neutral thin" }), svg("path", { d: "M20 9l5 8h-10Z", class: "fill neutral" })), "where it stands on the axis"));
}
