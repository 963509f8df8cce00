import { h, svg } from "../dom";
import { seedStyle } from "../theme";

const shapes: Record<string, string> = {
  circle: "M15.5 9a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0Z", diamond: "M20 4l5 5-5 5-5-5Z", rect: "M16 5h8v8h-8Z", triangle: "M20 4l5 9h-10Z",
};

/** The colour and shape of each seed, or of whatever else they distinguish. */
export function seedKey<T>(seeds: T[], nameOf = (seed: T) => `seed ${seed}`): HTMLElement[] {
  return seeds.map((seed, place) => {
    const { colour, symbol } = seedStyle(place);
    const sample = svg("svg", { width: 40, height: 18, viewBox: "0 0 40 18", "aria-hidden": "true" }, svg("path", { d: "M1 9h38", stroke: colour, "stroke-width": 2 }), svg("path", { d: shapes[symbol]!, fill: colour }));
    return h("li", {}, sample, nameOf(seed));
  });
}

/** The meaning of dashes on learning curves. */
export function dashKey(hasPretraining: boolean): HTMLElement[] {
  const sample = (dashes: string) => svg("svg", { width: 40, height: 18, viewBox: "0 0 40 18", "aria-hidden": "true" },
    svg("path", { d: "M1 9h38", class: "stroke neutral", ...(dashes === "" ? {} : { "stroke-dasharray": dashes }) }));
  return [h("li", {}, sample(""), "test set"), h("li", {}, sample("4 3"), "training set"),
    ...(hasPretraining ? [h("li", {}, sample("1.5 3"), "pre-training, on its own data set")] : [])];
}
