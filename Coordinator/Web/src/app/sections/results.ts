import { h } from "../../dom";
import { Condition } from "../../live/condition";
import { parallelView } from "../../live/parallel";
import { studyView } from "../../live/study";
import type { Section } from "../context";

/** What was measured: the study's figures, then every setting and measurement against each other. */
export const results: Section = (root, context) => {
  const study = h("div", { class: "study stack" });
  const parallel = h("section", { class: "parallel", "aria-labelledby": "parallel" }, h("h2", { id: "parallel" }, "Settings and measurements"));
  root.append(study, parallel);
  const condition = new Condition(context);
  const ends = [studyView(study, context, condition), parallelView(parallel, context, condition)];
  return () => ends.forEach((end) => end());
};
