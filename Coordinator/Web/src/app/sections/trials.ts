import { h } from "../../dom";
import type { Section } from "../context";

export const trials: Section = (root, context) => {
  root.append(h("p", { class: "placeholder" }, `Nothing is drawn of ${context.name} yet.`));
};
