import type { Disposer, SweepContext } from "../app/context";
import { Plot } from "../charts/echarts";
import { costs, frontOf, paretoOption, type Bought, type CostField } from "../charts/pareto";
import { download, h } from "../dom";
import { cell, labelOf } from "../fields";
import { share, spread } from "../format";
import type { Mode, Value } from "../model";
import { select } from "../sections/controls";
import { seedKey } from "../sections/seed-key";
import { onThemeChange, theme } from "../theme";
import { axesOf } from "./answers";
import { Asking } from "./asking";
import type { Condition } from "./condition";

const pace = 3_000;
const page = 10_000;

/** Accuracy against its cost for one data set at a time, since accuracies on two data sets cannot be compared. */
export function paretoView(root: HTMLElement, { client, name, signal: over, onChange }: SweepContext, condition: Condition): Disposer {
  let field: CostField = "parameters_nonzero";
  let dataset = "";
  let axes: string[] | null = null;
  let points: Bought[] = [];
  let networks: string[] = [];
  const drawing = h("div", { class: "plot high", role: "img" });
  const plot = new Plot(drawing, () => paretoOption(points, networks, field, theme()));
  const key = h("ul", { class: "legend" });
  const pickers = h("span", { class: "actions" });
  const front = h("tbody");
  const head = h("tr");
  const none = h("p", { class: "placeholder", role: "status" }, "Reading the results …");
  const save = h("button", { type: "button", class: "quiet" }, "Save SVG");
  save.addEventListener("click", () => download(`${name}-pareto.svg`, "image/svg+xml", plot.toSvg()));
  const showKey = () => key.replaceChildren(...seedKey(networks, String), h("li", {}, "full: fine-tuned, hollow: from scratch"), h("li", {}, "dashed: what no other point beats"));

  const asking = new Asking(async (signal) => {
    axes ??= axesOf((await client.results(name, { pageSize: 1 }, signal)).fields);
    const by = ["dataset", "architecture", ...axes, "mode", "sparsity"];
    const { groups } = await client.results(name, { where: condition.value, groupBy: by, metrics: ["top1", field], pageSize: page }, signal);
    const datasets = [...new Set(groups.map(({ key: [first] }) => String(first)))];
    if (!datasets.includes(dataset)) {
      dataset = datasets[0] ?? "";
      pickers.replaceChildren(...(datasets.length < 2 ? [] : [select("Data set", Object.fromEntries(datasets.map((one) => [one, one])), dataset, (chosen: string) => { dataset = chosen; asking.again(); })]));
    }
    points = groups.filter(({ key: [first], metrics: [top1, cost] }) => String(first) === dataset && top1?.mean != null && cost?.mean != null && cost.mean > 0)
      .map(({ key: values, metrics: [top1, cost] }): Bought => ({
        network: networkOf(values, axes!), mode: values.at(-2) as Mode, sparsity: Number(values.at(-1)), cost: cost!.mean!,
        top1: { count: top1!.count, mean: top1!.mean!, std: top1!.std ?? null, min: null, max: null },
      }));
    networks = [...new Set(points.map(({ network }) => network))];
    shown.hidden = points.length === 0;
    none.hidden = points.length > 0;
    none.textContent = "No trial is completed yet.";
    drawing.setAttribute("aria-label", `Top-1 accuracy against ${costs[field]}; the table below lists what no other point beats.`);
    showKey();
    head.replaceChildren(...["network", "mode", "sparsity", labelOf("top1"), labelOf(field)].map((text, place) => h("th", { scope: "col", class: place > 1 ? "number" : null }, text)));
    front.replaceChildren(...frontOf(points).map((point) => h("tr", {}, h("th", { scope: "row" }, point.network), h("td", {}, point.mode),
      h("td", { class: "number" }, share(point.sparsity)), h("td", { class: "number" }, spread(point.top1, 2)), h("td", { class: "number" }, cell(field, field === "seconds" ? point.cost : Math.round(point.cost))))));
    plot.redraw();
  }, drawing, over);

  const shown = h("div", { class: "stack", hidden: true },
    h("div", { class: "card" }, h("div", { class: "head" }, key, save), drawing),
    h("div", { class: "scroll framed tall", tabindex: "0", role: "region", "aria-label": "Points that no other beats" },
      h("table", { class: "list" }, h("caption", { class: "unseen" }, "Points that no other beats, cheapest first"), h("thead", {}, head), front)));
  root.append(h("div", { class: "controls" }, select("Against", costs, field, (chosen: CostField) => { field = chosen; asking.again(); }), pickers), asking.element, none, shown);
  condition.onChange(() => asking.again());
  over.addEventListener("abort", onThemeChange(showKey));
  asking.again();
  onChange(asking.refresh, pace);
  return () => plot.dispose();
}

/** The architecture and further axes; the plot has one data set. */
const networkOf = (key: Value[], axes: string[]) => [String(key[1]), ...axes.flatMap((axis, place) => (key[2 + place] == null ? [] : [`${axis.replace(/^axis_/, "")} ${key[2 + place]}`]))].join(" · ");
