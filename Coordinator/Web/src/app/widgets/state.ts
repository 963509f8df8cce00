import { h } from "../../dom";
import { stateName } from "../format";

/** A state with its glyph and word; takes SWEEP_STATE_RUNNING as well as running. */
export const state = (name: string, look: "" | "pill" = "") =>
  h("span", { class: look === "" ? "state" : `state ${look}`, "data-state": stateName(name) }, stateName(name));

/** Changes one in place. */
export function setState(element: HTMLElement, name: string) {
  element.dataset["state"] = stateName(name);
  element.textContent = stateName(name);
}
