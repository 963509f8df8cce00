import type { Client } from "../../api/client";
import type { Value } from "../../api/types";
import { h } from "../../dom";
import { measured, nameOf } from "../../fields";
import { toStage, toSweep } from "../route";

const hidden = ["trial", "stage_id", "spec_hash", "top1_per_class"];

/** One row per field and one column per trial; rows that differ are highlighted. */
export async function trialTable(client: Client, trials: string[], signal: AbortSignal): Promise<HTMLElement> {
  const columns = await Promise.all(trials.map(async (trial) => {
    const [name = "", number = ""] = trial.split(":");
    const { fields, trials: [values = []] } = await client.results(name, { where: `trial = ${Number(number)}`, pageSize: 1 }, signal);
    return { name, number, values: new Map<string, Value>(fields.map((field, index) => [field.name, values[index] ?? null])), meanings: fields };
  }));
  const fields = [...new Set(columns.flatMap(({ values }) => [...values.keys()]))].filter((field) => !hidden.includes(field));
  const rows = fields.flatMap((field) => {
    const texts = columns.map(({ values }) => measured(field, values.get(field) ?? null));
    const differs = new Set(texts).size > 1;
    return texts.every((text) => text === "") ? [] : [h("tr", { class: differs ? "differs" : null },
      h("th", { scope: "row", title: columns[0]?.meanings.find(({ name }) => name === field)?.meaning ?? null }, nameOf(field)),
      ...texts.map((text) => h("td", {}, differs ? h("b", {}, text) : text)))];
  });
  return h("div", { class: "scroll framed", tabindex: "0", role: "region", "aria-label": "Trials beside each other" },
    h("table", { class: "list compared" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "unseen" }, "field")), ...columns.map(({ name, number, values }) => h("th", { scope: "col" },
        h("a", { href: toSweep(name, "trials", { trial: number }) }, `${name}, trial ${number}`), " ",
        values.get("stage_id") != null && h("a", { href: toStage(String(values.get("stage_id"))), class: "mono" }, "stage"))))),
      h("tbody", {}, ...rows)));
}
