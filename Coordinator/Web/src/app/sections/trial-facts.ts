import { classNames } from "../../class-names";
import { h } from "../../dom";
import { measured, nameOf } from "../../fields";
import { bytes } from "../format";
import type { Value } from "../../api/types";

const groups: Record<string, string[]> = {
  Accuracy: ["top1", "top5", "loss"],
  Size: ["sparsity_reached", "parameters_nonzero", "compression", "flops_effective", "speedup", "size_bytes"],
  Run: ["epochs", "seconds", "images_per_second", "device", "version_sweep", "version_torch", "version_dotnet", "commit"],
};
/** The total of which a field is the remaining part. */
const wholes: Record<string, string> = { parameters_nonzero: "parameters", flops_effective: "flops" };
/** Fields that are shown elsewhere or do not help a reader. */
const hidden = ["sweep", "trial", "state", "error", "stage_id", "spec_hash", "warnings", "at_chance", "top1_per_class", ...Object.values(wholes)];

/** The facts about a trial in groups, with names and units; its point of the grid comes first. */
export function trialFacts(values: Record<string, Value>, meanings: Map<string, string>): HTMLElement[] {
  const known = Object.keys(values).filter((field) => values[field] !== null && values[field] !== "" && !hidden.includes(field));
  const grouped = Object.values(groups).flat();
  const all: [string, string[]][] = [["", known.filter((field) => !grouped.includes(field))], ...Object.entries(groups)];
  return all.flatMap(([title, fields]) => {
    const present = fields.filter((field) => known.includes(field));
    return present.length === 0 ? [] : [h("section", {}, title !== "" && h("h3", {}, title),
      h("dl", {}, ...present.flatMap((field) => [h("dt", { title: `${field}: ${meanings.get(field) ?? ""}` }, nameOf(field)), h("dd", {}, textOf(field, values))])))];
  });
}

function textOf(field: string, values: Record<string, Value>): string {
  const value = values[field] ?? null;
  const whole = wholes[field];
  return field === "size_bytes" ? bytes(Number(value)) : measured(field, value) + (whole === undefined || values[whole] == null ? "" : ` of ${measured(whole, values[whole])}`);
}

/** Warnings that a reader of the numbers must see. */
export function trialWarnings(values: Record<string, Value>): HTMLElement | null {
  const list = values["warnings"];
  const texts = [...(Array.isArray(list) ? list.map(String) : []), ...(values["at_chance"] === 1 ? ["The network does no better than guessing."] : [])];
  return texts.length === 0 ? null : h("div", { class: "notice", role: "note" }, ...texts.map((text) => h("div", {}, text)));
}

/** The top-1 of each class as a bar with its number. */
export function classBars(values: Record<string, Value>, classes: unknown): HTMLElement | null {
  const accuracies = values["top1_per_class"];
  if (!Array.isArray(accuracies) || accuracies.length === 0) {
    return null;
  }
  const names = classNames(String(values["dataset"]), classes, accuracies.length);
  return h("section", {}, h("h3", {}, "Top-1 by class"), h("dl", { class: "bars classes" }, ...accuracies.flatMap((accuracy, label) => {
    const piece = h("i", { class: "spent" });
    piece.style.width = `${Number(accuracy)}%`;
    return [h("dt", {}, names[label] ?? ""), h("dd", {}, h("span", { class: "bar-line" }, piece), h("span", { class: "number" }, measured("top1", Number(accuracy))))];
  })));
}
