import { h } from "../../dom";
import { stateName } from "../format";

/** Shows a state with its glyph and word; accepts SWEEP_STATE_RUNNING and running. */
export const state = (name: string, look: "" | "pill" = "") =>
  h("span", { class: look === "" ? "state" : `state ${look}`, "data-state": stateName(name) }, stateName(name));

/** Updates a state in place. */
export function setState(element: HTMLElement, name: string) {
  element.dataset["state"] = stateName(name);
  element.textContent = stateName(name);
}
