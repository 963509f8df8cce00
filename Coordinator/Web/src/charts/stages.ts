import { h } from "../dom";
import { fixed, share } from "../format";
import { along, type Theme } from "../theme";
import type { Option } from "./echarts";
import { niceScale } from "./scale";

/** What was measured after an epoch; null where it was not, or is not a number. */
export interface EpochPoint { epoch: number; trainLoss: number | null; top1: number | null; loss: number | null; lr: number; sparsity: number }

/** A stage's curve, placed after the stages above it. */
export interface StageCurve {
  stageId: string;
  kind: string;
  /** What the stage ends with, 0…1. */
  sparsity: number;
  seed: number;
  /** Names its line beside the stage itself: the trial's settings, or empty. */
  label: string;
  /** Epochs of the stages above it. */
  offset: number;
  points: EpochPoint[];
}

export type CurveMetric = "top1" | "loss" | "lr";

export const curveMetrics: Record<CurveMetric, string> = { top1: "top-1 accuracy", loss: "loss", lr: "learning rate" };

export const stageName = (kind: string, sparsity: number) => (kind === "prune" ? `prune ${share(sparsity)}` : kind);

interface Line { curve: StageCurve; field: "top1" | "loss" | "trainLoss" | "lr"; data: [number, number][] }

const fieldsOf: Record<CurveMetric, Line["field"][]> = { top1: ["top1"], loss: ["loss", "trainLoss"], lr: ["lr"] };

export const linesOf = (curves: StageCurve[], metric: CurveMetric): Line[] => curves.flatMap((curve) => fieldsOf[metric].map((field) => ({
  curve, field, data: curve.points.flatMap((point): [number, number][] => (point[field] === null ? [] : [[curve.offset + point.epoch, point[field]]])),
}))).filter(({ data }) => data.length > 0);

/**
 * Measurements over the epochs of paths through the stage tree, a line a stage. Coloured by sparsity where it differs; of losses, the
 * one on the training set is dashed.
 */
export function stagesOption(curves: StageCurve[], metric: CurveMetric, theme: Theme, marks: boolean): Option {
  const lines = linesOf(curves, metric);
  const values = lines.flatMap(({ data }) => data.map(([, value]) => value));
  const top = Math.max(...curves.map(({ sparsity }) => sparsity), 0);
  const text = { color: theme.muted, fontFamily: theme.font, fontSize: 12 };
  const line = { show: true, lineStyle: { color: theme.line, width: 1 } };
  const colour = (curve: StageCurve) => (top === 0 ? theme.modes["fine-tuned"].colour : along(theme.lineRamp, curve.sparsity / top));
  const dense = lines.reduce((sum, { data }) => sum + data.length, 0) > 400;
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: { left: 56, right: 20, top: marks ? 34 : 14, bottom: 46, containLabel: false },
    xAxis: {
      type: "value", min: 0, minInterval: 1, axisLabel: text, axisLine: line, axisTick: line, splitLine: { show: false },
      name: "epochs since the path began", nameLocation: "middle", nameGap: 28, nameTextStyle: text,
    },
    yAxis: {
      type: "value", ...(values.length === 0 ? { min: 0, max: 1 } : niceScale(Math.min(...values), Math.max(...values), metric === "top1" ? [0, 100] : [0, Infinity])),
      name: curveMetrics[metric] + (metric === "top1" ? " (%)" : ""), nameLocation: "middle", nameGap: 42, nameTextStyle: text,
      axisLabel: text, axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: theme.line, width: 1 } },
    },
    tooltip: {
      trigger: "item", confine: true, backgroundColor: theme.surface, borderColor: theme.line,
      textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 13 },
      formatter: (hit: unknown) => tooltip(hit as { seriesIndex: number; data: [number, number] }, lines, metric),
    },
    series: lines.map(({ curve, field, data }, place) => ({
      id: `${curve.stageId} ${field}`, type: "line", data, symbol: curve.kind === "prune" ? "diamond" : "circle", symbolSize: dense ? 3 : 6, showSymbol: true,
      lineStyle: { color: colour(curve), width: 1.75, type: field === "trainLoss" ? [4, 3] : "solid" },
      itemStyle: { color: colour(curve) },
      emphasis: { disabled: true },
      ...(marks && place === 0 ? { markLine: stageStarts(curves, theme) } : {}),
    })),
  };
}

/** A line where each stage begins, with its name. */
const stageStarts = (curves: StageCurve[], theme: Theme) => ({
  silent: true, symbol: "none", animation: false,
  data: curves.map((curve, place) => ({
    xAxis: curve.offset, lineStyle: { color: theme.line, width: 1, type: "solid" },
    label: { show: true, position: "end", align: "left", distance: [0, 4 + (place % 2) * 12], color: theme.muted, fontSize: 11, formatter: stageName(curve.kind, curve.sparsity) },
  })),
});

function tooltip(hit: { seriesIndex: number; data: [number, number] }, lines: Line[], metric: CurveMetric): HTMLElement {
  const line = lines[hit.seriesIndex];
  if (line === undefined) {
    return h("div");
  }
  const { curve, field } = line;
  const name = field === "trainLoss" ? "training loss" : field === "loss" ? "test loss" : curveMetrics[metric];
  return h("div", { class: "tip" }, h("strong", {}, curve.label || `seed ${curve.seed}`),
    h("div", {}, `${stageName(curve.kind, curve.sparsity)}, epoch ${hit.data[0] - curve.offset}`),
    h("div", {}, `${name} ${metric === "top1" ? fixed(hit.data[1], 2) + " %" : Number(hit.data[1].toPrecision(4))}`));
}
