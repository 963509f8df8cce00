import { messageOf } from "../../api/errors";
import { download, h } from "../../dom";
import type { Section } from "../context";
import { moment } from "../format";
import { toSubmitFrom } from "../route";

/** The text of the submitted spec. */
export const spec: Section = (root, context) => {
  const { created, specHash, retries, weight } = context.sweep();
  const text = h("pre", { class: "spec", tabindex: "0", "aria-label": "The spec" }, "Loading …");
  const copy = h("button", { type: "button" }, "Copy");
  const save = h("button", { type: "button" }, "Save");
  const facts: [string, string][] = [
    ["submitted", moment(created)], ["SHA-256", specHash], ["retries", String(retries)], ["weight", String(weight)],
  ];
  root.append(h("section", { "aria-labelledby": "spec" },
    h("header", { class: "controls" }, h("h2", { id: "spec" }, "Spec"), h("span", { class: "spring" }),
      context.isOperator && h("a", { class: "button", href: toSubmitFrom(context.name) }, "Start from this"), copy, save),
    h("dl", {}, ...facts.flatMap(([term, value]) => [h("dt", {}, term), h("dd", {}, value)])), text));
  context.client.sweep(context.name, true, context.signal).then((answer) => {
    text.textContent = answer.spec;
    save.addEventListener("click", () => download(`${context.name}.yaml`, "application/yaml", answer.spec));
    copy.addEventListener("click", () => {
      navigator.clipboard.writeText(answer.spec).then(() => context.announce("The spec was copied."), () => getSelection()?.selectAllChildren(text));
    });
  }, (error: unknown) => {
    if (!context.signal.aborted) {
      text.textContent = messageOf(error);
    }
  });
};
