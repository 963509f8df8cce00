import { h } from "../dom";
import { fixed, share, spread, times } from "../format";
import type { Level, Metric, Mode } from "../model";
import type { Panel } from "../panels";
import { modes, type Theme } from "../theme";
import type { Option } from "./echarts";
import { axisLine, axisText, frame, nameBelow, tooltipLook, upright } from "./frame";
import { niceScale } from "./scale";

export interface View {
  metric: Metric;
  x: keyof typeof axisNames;
  /** The ends of a vertical axis that all plots share; null gives each plot its own. */
  range: [number, number] | null;
}

/**
 * The possible horizontal axes. "density" spaces sparsities by the logarithm of the remaining share, because levels crowd at the high
 * end.
 */
export const axisNames = { density: "sparsity (log)", sparsity: "sparsity", compression: "compression (log)" };

/** How often the remaining share has been halved, for sparsities from 0 to 1. */
export const halvings = (sparsity: number) => -Math.log2(1 - Math.min(sparsity, 0.9999));

export const metricNames: Record<Metric, string> = { top1: "top-1 accuracy", top5: "top-5 accuracy", loss: "test loss" };
export const unitOf = (metric: Metric) => (metric === "loss" ? "" : " %");
const limitsOf = (metric: Metric): [number, number] => (metric === "loss" ? [0, Infinity] : [0, 100]);

interface Point {
  x: number;
  mean: number;
  low: number;
  high: number;
  level: Level;
}

function pointsOf(levels: Level[], view: View): Point[] {
  return levels.flatMap((level) => {
    const { mean, std } = level.metrics[view.metric];
    const x = { density: halvings(level.sparsity), sparsity: level.sparsity * 100, compression: level.metrics.compression.mean }[view.x];
    return mean === null || x === null ? [] : [{ x, mean, low: mean - (std ?? 0), high: mean + (std ?? 0), level }];
  });
}

/** The vertical range of a panel, including error bars and tolerance lines; null when nothing was measured. */
export function rangeOf(panel: Panel, view: View, tolerance: number): [number, number] | null {
  const values = [...panel.levels.values()].flatMap((levels) => pointsOf(levels, view)).flatMap(({ low, high }) => [low, high]);
  if (view.metric === "top1") {
    values.push(...modes.flatMap((mode) => limitOf(panel, mode, tolerance) ?? []));
  }
  return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
}

const bestOf = (panel: Panel, mode: Mode) => (mode === "fine-tuned" ? panel.study?.fine_tuned : panel.study?.from_scratch) ?? null;

function limitOf(panel: Panel, mode: Mode, tolerance: number): number | null {
  const dense = bestOf(panel, mode)?.dense_top1 ?? null;
  return dense === null ? null : dense - tolerance;
}

export function accuracyOption(panel: Panel, view: View, tolerance: number, theme: Theme): Option {
  const span = view.range ?? rangeOf(panel, view, tolerance) ?? [0, 100];
  const y = niceScale(span[0], span[1], limitsOf(view.metric));
  const present = modes.filter((mode) => panel.levels.has(mode));
  const [text, line] = [axisText(theme), axisLine(theme)];
  return {
    ...frame(theme),
    grid: { left: 52, right: 20, top: 14, bottom: 46, containLabel: false },
    xAxis: {
      ...horizontal([...panel.levels.values()].flat(), view.x, text, line),
      ...nameBelow(view.x === "compression" ? "compression (parameters / parameters left)" : "sparsity (% of prunable weights removed)", theme),
    },
    yAxis: upright(metricNames[view.metric] + (view.metric === "loss" ? "" : " (%)"), y, theme),
    tooltip: {
      trigger: "axis", ...tooltipLook(theme),
      axisPointer: { type: "line", lineStyle: { color: theme.muted, width: 1, type: "dotted" } },
      formatter: (hits: unknown) => tooltip(hits as { seriesId?: string; data?: unknown }[], panel, view),
    },
    series: present.flatMap((mode) => seriesOf(panel, mode, view, tolerance, y, theme)),
  };
}

/** The scale, ticks and labels of the horizontal axis. */
export function horizontal(all: Level[], x: View["x"], text: object, line: object): object {
  switch (x) {
    case "sparsity": return { type: "value", min: 0, max: 100, interval: 20, axisTick: line, axisLabel: { ...text, formatter: "{value}" } };
    case "compression": return { type: "log", logBase: 2, min: 1, axisTick: line, axisLabel: { ...text, formatter: (value: number) => times(value) } };
    case "density": {
      // One tick per level, because other positions on this axis have no round numbers.
      const levels = [...new Set(all.map(({ sparsity }) => sparsity))].sort((a, b) => a - b);
      const customValues = levels.map(halvings);
      const last = customValues.at(-1) ?? 1;
      return {
        type: "value", min: 0, max: Math.max(last * 1.02, 0.5), axisTick: { ...line, customValues },
        axisLabel: {
          ...text, customValues, hideOverlap: true, showMinLabel: true, showMaxLabel: true,
          formatter: (value: number) => percentOf(levels.find((level) => Math.abs(halvings(level) - value) < 1e-9) ?? 0),
        },
      };
    }
  }
}

const percentOf = (sparsity: number) => String(Number((sparsity * 100).toFixed(3)));

/** The offset in pixels of two modes' error bars beside their points, so that they do not hide each other. */
const beside = 4;

function seriesOf(panel: Panel, mode: Mode, view: View, tolerance: number, y: { min: number; max: number }, theme: Theme) {
  const look = theme.modes[mode];
  const points = pointsOf(panel.levels.get(mode) ?? [], view);
  const best = bestOf(panel, mode);
  const limit = view.metric === "top1" ? limitOf(panel, mode, tolerance) : null;
  const mark = best?.sparsity === undefined ? undefined : points.find((point) => point.level.sparsity === best?.sparsity);
  const bars = points.filter((point) => point.high > point.low);
  const fineTuned = mode === "fine-tuned";
  const shift = panel.levels.size < 2 ? 0 : fineTuned ? beside : -beside;
  // Two marks at one place would hide each other.
  const together = panel.study?.fine_tuned?.sparsity === panel.study?.from_scratch?.sparsity;
  const footOffset = together ? (fineTuned ? 6 : -6) : 0;
  return [
    {
      id: mode, name: look.label, type: "line", z: fineTuned ? 4 : 3,
      data: points.map((point) => [point.x, point.mean]),
      symbol: look.symbol, symbolSize: fineTuned ? 8 : 10, showSymbol: true,
      lineStyle: { color: look.colour, width: 2, type: look.dash },
      itemStyle: { color: fineTuned ? look.colour : theme.surface, borderColor: look.colour, borderWidth: fineTuned ? 0 : 2 },
      emphasis: { disabled: true },
      markLine: {
        silent: true, symbol: "none", label: { show: false }, animation: false,
        data: [
          ...(limit === null ? [] : [{ yAxis: limit, lineStyle: { color: look.colour, width: 1.25, type: [2, 4], opacity: 0.9 } }]),
          ...(mark === undefined ? [] : [[
            { coord: [mark.x, mark.mean], lineStyle: { color: look.colour, width: 1.5, type: "solid", opacity: 0.55 } },
            { coord: [mark.x, y.min] },
          ]]),
        ],
      },
      markPoint: {
        silent: true, animation: false,
        data: mark === undefined ? [] : [
          { coord: [mark.x, mark.mean], symbol: "circle", symbolSize: 19, label: { show: false },
            itemStyle: { color: "transparent", borderColor: look.colour, borderWidth: 1.5 } },
          { coord: [mark.x, y.min], symbol: "triangle", symbolSize: 10, symbolOffset: [footOffset, -5],
            itemStyle: { color: look.colour }, label: { show: false } },
        ],
      },
    },
    {
      id: mode + " spread", type: "custom", silent: true, z: 2, tooltip: { show: false },
      data: bars.map((point) => [point.x, Math.max(point.low, y.min), Math.min(point.high, y.max)]),
      renderItem: (_: unknown, at: { value(i: number): number; coord(point: number[]): number[] }) => errorBar(
        at.coord([at.value(0), at.value(1)]), at.coord([at.value(0), at.value(2)]), shift, look.colour),
    },
  ];
}

export function errorBar(low: number[], high: number[], shift: number, colour: string) {
  const [place = 0, bottom = 0] = low;
  const x = place + shift;
  const top = high[1] ?? 0;
  const stroke = (x1: number, y1: number, x2: number, y2: number) =>
    ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth: 1.5, opacity: 0.75 } });
  return { type: "group", children: [stroke(x, bottom, x, top), stroke(x - 4, top, x + 4, top), stroke(x - 4, bottom, x + 4, bottom)] };
}

function tooltip(hits: { seriesId?: string; data?: unknown }[], panel: Panel, view: View): HTMLElement {
  const digits = view.metric === "loss" ? 3 : 2;
  const lines = hits.flatMap((hit) => {
    const mode = modes.find((candidate) => candidate === hit.seriesId);
    const [x] = (hit.data as [number, number] | undefined) ?? [];
    const point = mode && pointsOf(panel.levels.get(mode) ?? [], view).find((candidate) => candidate.x === x);
    return mode === undefined || point === undefined ? [] : [{ mode, level: point.level }];
  });
  const first = lines[0]?.level;
  const head = first === undefined ? "" : view.x === "compression"
    ? `${fixed(first.metrics.compression.mean ?? 1, 2)}× smaller`
    : `sparsity ${share(first.sparsity)}`;
  return h("div", { class: "tip" }, h("strong", {}, head), ...lines.map(({ mode, level }) => h("div", {},
    `${mode}: ${spread(level.metrics[view.metric], digits)}${unitOf(view.metric)} (n = ${level.metrics[view.metric].count})`)));
}
