import { Plot } from "../charts/echarts";
import { learningOption } from "../charts/learning";
import { h } from "../dom";
import type { Report } from "../model";
import { panelsOf, titleOf } from "../panels";
import { theme } from "../theme";
import { modeKey } from "./legend";

export function learningSection(report: Report): HTMLElement | null {
  const panels = panelsOf(report).filter((panel) => panel.curves.some((curve) => curve.points.some(([, top1]) => top1 !== null)));
  if (panels.length === 0) {
    return null;
  }
  return h("section", { "aria-labelledby": "learning" },
    h("h2", { id: "learning" }, "Learning curves"),
    h("p", { class: "lead" }, "Top-1 on the test set after each epoch that was evaluated, a line a seed. "
      + "A prune stage goes on where the one before it ended: the fall is the pruning, the rise the training after it."),
    h("ul", { class: "legend" }, ...modeKey()),
    h("div", { class: panels.length === 1 ? "cards single" : "cards" }, ...panels.map((panel) => {
      const element = h("div", { class: "plot", role: "img", "aria-label": `Learning curves, ${titleOf(panel)}` });
      new Plot(element, () => learningOption(panel, theme()));
      return h("article", { class: "card" }, h("h3", {}, titleOf(panel)), element);
    })));
}
