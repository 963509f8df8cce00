import type { GetStageResponse } from "../../api/types";
import { h } from "../../dom";
import { fixed } from "../../format";

/** The stage's learning curve, as a plot and as numbers. */
export function learningOf(answer: GetStageResponse): HTMLElement {
  const { curve } = answer;
  const value = (number: number | null | undefined, digits: number) => (number == null ? "" : fixed(number, digits));
  return h("section", { "aria-labelledby": "learning" }, h("h2", { id: "learning" }, "Learning curve"),
    curve.length === 0 ? h("p", { class: "placeholder" }, "No epoch is done yet.")
      : h("details", { id: "curve-values" }, h("summary", {}, "Values"),
        h("div", { class: "scroll framed tall", tabindex: "0", role: "region", "aria-label": "Values by epoch" },
          h("table", { class: "list" }, h("caption", { class: "unseen" }, "Values by epoch"),
            h("thead", {}, h("tr", {}, ...["Epoch", "Top-1 (%)", "Test loss", "Training loss", "Learning rate", "Sparsity"]
              .map((name) => h("th", { scope: "col", class: "number" }, name)))),
            h("tbody", {}, ...curve.map((point) => h("tr", {}, h("th", { scope: "row", class: "number" }, String(point.epoch)),
              ...[value(point.top1, 2), value(point.loss, 4), value(point.trainLoss, 4), point.lr.toPrecision(3), fixed(point.sparsity, 3)]
                .map((text) => h("td", { class: "number" }, text)))))))));
}
