import { h } from "../../dom";
import type { Page } from "../context";
import { toSweeps } from "../route";

export const unknownPage: Page = (root) => {
  root.append(h("div", { class: "blank" }, h("h1", {}, "Nothing is here"),
    h("p", {}, "The address names no page of this coordinator. ", h("a", { href: toSweeps }, "All sweeps"))));
};
