import { h } from "../dom";
import type { Report, Value } from "../model";

/** The origin of the numbers: enough to run the sweep again. */
export function aboutSection(report: Report): HTMLElement {
  const values = (name: string) => {
    const index = report.fields.findIndex((field) => field.name === name);
    return [...new Set(report.trials.map((trial) => trial[index] ?? null).filter((value): value is Exclude<Value, null> => value !== null))];
  };
  const date = (text: string) => new Date(text).toISOString().replace("T", " ").slice(0, 16) + " UTC";
  const facts: [string, string][] = [
    ["Submitted", date(report.created)],
    ["Page written", `${date(report.generated)} by ${report.program}`],
    ["Device", values("device").join(", ")],
    ...report.fields.filter((field) => field.name.startsWith("version_") || field.name === "commit" || field.name === "spec_hash")
      .map((field): [string, string] => [field.name.replace("version_", "").replace("_", " "), values(field.name).join(", ")]),
  ];
  return h("section", { "aria-labelledby": "about" },
    h("h2", { id: "about" }, "Where the numbers come from"),
    h("dl", {}, ...facts.filter(([, text]) => text.length > 0).flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
    h("details", {}, h("summary", {}, "The spec"), h("pre", { tabindex: "0" }, report.spec)),
    h("details", {}, h("summary", {}, "What the fields mean"),
      h("dl", {}, ...report.fields.flatMap((field) => [h("dt", {}, field.name), h("dd", {}, field.meaning)]))));
}
