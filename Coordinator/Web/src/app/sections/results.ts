import { h } from "../../dom";
import { Condition } from "../../live/condition";
import { parallelView } from "../../live/parallel";
import { paretoView } from "../../live/pareto";
import { studyView } from "../../live/study";
import type { Section } from "../context";

/** The measurements: the study's figures, accuracy against its cost, then all settings and measurements together. */
export const results: Section = (root, context) => {
  const study = h("div", { class: "study stack" });
  const pareto = h("section", { class: "parallel", "aria-labelledby": "pareto" }, h("h2", { id: "pareto" }, "Accuracy against its cost"));
  const parallel = h("section", { class: "parallel", "aria-labelledby": "parallel" }, h("h2", { id: "parallel" }, "Settings and measurements"));
  root.append(study, pareto, parallel);
  const condition = new Condition(context);
  const ends = [studyView(study, context, condition), paretoView(pareto, context, condition), parallelView(parallel, context, condition)];
  return () => ends.forEach((end) => end());
};
