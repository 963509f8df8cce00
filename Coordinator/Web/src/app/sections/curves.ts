import { h } from "../../dom";
import { curvesView } from "../../live/curves";
import type { Section } from "../context";

/** The learning curves of trials. */
export const curves: Section = (root, context) => {
  const section = h("section", { class: "curves", "aria-labelledby": "curves" }, h("h2", { id: "curves" }, "Learning curves"));
  root.append(section);
  return curvesView(section, context);
};
