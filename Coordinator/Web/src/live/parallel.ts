import type { EChartsType } from "echarts/core";
import type { Disposer, SweepContext } from "../app/context";
import { axesOf as plotAxesOf, parallelOption, passes, placeOn, type Axis, type Interval } from "../charts/parallel";
import { Plot } from "../charts/echarts";
import { csv } from "../csv";
import { download, h } from "../dom";
import { cell, labelOf } from "../fields";
import { plural } from "../format";
import type { Value } from "../model";
import { choice, select } from "../sections/controls";
import { rampKey } from "../sections/ramp-key";
import { onThemeChange, theme } from "../theme";
import { axesOf } from "./answers";
import { Asking } from "./asking";
import { brushControls } from "./brush";
import type { Condition } from "./condition";

/** More lines would form a solid block. */
const mostLines = 2_000;
const listed = 50;
/** Milliseconds between two rounds of queries. */
const pace = 5_000;
const metricNames = { top1: "top-1 accuracy", loss: "test loss", compression: "compression", speedup: "speed-up", seconds: "seconds" };
type MetricName = keyof typeof metricNames;
const metrics = Object.keys(metricNames) as MetricName[];

/** Parallel coordinates: every setting and measurement is an axis, every trial is a line. */
export const parallelView = (root: HTMLElement, { client, name, signal: over, onChange }: SweepContext, condition: Condition): Disposer => {
  let kind: "points" | "trials" = "points";
  let metric: MetricName = "top1";
  let grid: string[] | null = null;
  let fields: string[] = [];
  let lines: Value[][] = [];
  let axes: Axis[] = [];
  let shape = "";
  const brushed = new Map<string, Interval>();

  const drawing = h("div", { class: "plot high", role: "img" });
  const plot = new Plot(drawing, () => parallelOption(axes, lines, colourAxis(), theme(), drawing.clientWidth), "canvas", listen);
  const colourAxis = () => axes.find((axis) => axis.field === metric);
  const controls = brushControls(brushed, () => { select_(); list(); });
  const note = h("p", { class: "muted", role: "status" });
  const same = h("p", { class: "muted small" });
  const key = h("p");
  const rows = h("tbody");
  const head = h("tr");
  const count = h("p", { role: "status" });
  const save = h("button", { type: "button", class: "quiet" }, "Save SVG");
  const saveCsv = h("button", { type: "button", class: "quiet" }, "Save lines as CSV");
  const shown = h("div", { class: "stack", hidden: true });
  condition.onChange(() => asking.again());
  save.addEventListener("click", () => download(`${name}-parallel.svg`, "image/svg+xml", plot.toSvg()));
  saveCsv.addEventListener("click", () => download(`${name}-lines.csv`, "text/csv", csv(fields, chosen())));

  const showKey = () => {
    const axis = colourAxis();
    key.replaceChildren(...(axis === undefined ? [] : [rampKey(axis.label, cell(axis.field, axis.low), cell(axis.field, axis.high))]));
  };
  over.addEventListener("abort", onThemeChange(showKey));
  const chosen = () => lines.filter((line) => passes(axes, brushed, line));

  /** Copies intervals from the controls into the plot. */
  function select_() {
    axes.forEach((axis, parallelAxisIndex) => {
      const interval = brushed.get(axis.field);
      plot.drawn?.dispatchAction({ type: "axisAreaSelect", parallelAxisIndex, intervals: interval === undefined ? [] : [[Math.max(interval[0], axis.low), Math.min(interval[1], axis.high)]] });
    });
  }

  /** Copies intervals brushed in the plot into the controls. */
  function listen(chart: EChartsType) {
    chart.on("axisareaselected", (event) => {
      const { parallelAxisIndex, parallelAxisId, intervals } = event as { parallelAxisIndex?: number; parallelAxisId?: string; intervals?: Interval[] };
      const axis = axes[parallelAxisIndex ?? idToIndex(chart, parallelAxisId)];
      if (axis === undefined || document.activeElement?.closest(".brush") != null) {
        return;
      }
      const [first] = intervals ?? [];
      first === undefined ? brushed.delete(axis.field) : brushed.set(axis.field, first);
      controls.show(axes);
      list();
    });
    select_();
  }

  function list() {
    const found = chosen();
    const by = axes.find((axis) => axis.field === metric);
    const order = by === undefined ? found : [...found].sort((a, b) => {
      const [x, y] = [placeOn(by, a), placeOn(by, b)];
      return x === null || y === null ? Number(x === null) - Number(y === null) : metric === "loss" || metric === "seconds" ? x - y : y - x;
    });
    head.replaceChildren(...axes.map((axis) => h("th", { scope: "col", class: axis.categories === null ? "number" : null }, axis.label)));
    rows.replaceChildren(...order.slice(0, listed).map((line) => h("tr", {}, ...axes.map((axis) =>
      h("td", { class: axis.categories === null ? "number" : null }, cell(axis.field, line[axis.index] ?? null))))));
    const what = kind === "points" ? "point" : "trial";
    count.textContent = `${plural(found.length, what)} ${brushed.size > 0 ? `of ${lines.length} pass the filter` : "are drawn"}`
      + (found.length > listed ? `; the ${listed} best by ${metricNames[metric]}:` : ", best first:");
    drawing.setAttribute("aria-label", `Parallel coordinates of ${plural(lines.length, what)} over ${axes.map((axis) => axis.label).join(", ")}; `
      + "the table below lists them, and the filters beside it do what brushing an axis does.");
  }

  const asking = new Asking(async (signal) => {
    const where = condition.value;
    if (grid === null) {
      const { fields: known } = await client.results(name, { pageSize: 1 }, signal);
      grid = axesOf(known);
    }
    const point = ["dataset", "architecture", ...grid, "mode", "sparsity"];
    const byPoint = kind === "points";
    const answer = await client.results(name, byPoint
      ? { where, groupBy: point, metrics, pageSize: 10_000 }
      : { where: where === "" ? "state = completed" : `(${where}) and state = completed`, fields: [...point, "seed", ...metrics], pageSize: mostLines,
        orderBy: metric + (metric === "loss" || metric === "seconds" ? "" : " desc") }, signal);
    fields = [...point, ...(byPoint ? [] : ["seed"]), ...metrics];
    lines = byPoint
      ? answer.groups.filter((group) => group.completed > 0).map((group) => [...group.key, ...group.metrics.map(({ mean }) => mean ?? null)]).slice(0, mostLines)
      : answer.trials;
    const { axes: found, same: constant } = plotAxesOf(fields, labelOf, lines);
    axes = found;
    const total = answer.total;
    note.textContent = byPoint
      ? `Each line is the mean over the seeds of one point of the grid. ${lines.length} of ${plural(total, "point")} have completed trials${total > mostLines && lines.length === mostLines ? `; the first ${mostLines} are drawn: add a condition to see others` : ""}.`
      : `Each line is a completed trial. ${total > lines.length ? `The ${lines.length} best of ${total} by ${metricNames[metric]} are drawn; add a condition to see others` : `All ${total} are drawn`}.`;
    same.textContent = constant.length === 0 ? "" : "The same for all: " + constant.map(([label, value]) => `${label} ${value}`).join(", ") + ".";
    // Brushed intervals are kept while the axes stay the same.
    const now = axes.map((axis) => axis.field + axis.categories).join("\n");
    if (now !== shape) {
      shape = now;
      [...brushed.keys()].filter((field) => !axes.some((axis) => axis.field === field && axis.categories === null)).forEach((field) => brushed.delete(field));
    }
    shown.hidden = axes.length < 2;
    empty.hidden = !shown.hidden;
    empty.textContent = lines.length === 0 ? "No trial is completed yet." : "The completed trials do not differ in anything yet.";
    controls.show(axes);
    showKey();
    // On a narrow screen the plot scrolls within its card.
    drawing.style.minWidth = `${axes.length * 84 + 80}px`;
    plot.redraw();
    if (plot.drawn !== null) {
      select_();
    }
    list();
  }, shown, over);

  const empty = h("p", { class: "placeholder", role: "status" }, "Reading the results …");
  shown.append(
    h("div", { class: "card" }, h("div", { class: "head" }, key, h("div", { class: "actions" }, save, saveCsv)),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Parallel coordinates" }, drawing), same),
    h("details", { class: "brush", open: true }, h("summary", {}, "Filter lines"), h("p", { class: "hint" }, "Or drag along an axis of the plot."), controls.element),
    h("div", {}, count, h("div", { class: "scroll framed tall", tabindex: "0", role: "region", "aria-label": "Lines of the plot" },
      h("table", { class: "list" }, h("thead", {}, head), rows))));
  root.append(
    h("div", { class: "controls" },
      choice<"points" | "trials">("Lines", { points: "means over seeds", trials: "trials" }, kind, (value) => { kind = value; asking.again(); }),
      select("Colour by", metricNames, metric, (value) => { metric = value; asking.again(); })),
    asking.element, note, empty, shown);
  asking.again();
  onChange(asking.refresh, pace);
  return () => plot.dispose();
};

function idToIndex(chart: EChartsType, id: string | undefined): number {
  const option = chart.getOption() as { parallelAxis: { id?: string }[] };
  return option.parallelAxis.findIndex((axis) => axis.id === id);
}
