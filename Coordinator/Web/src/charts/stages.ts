import { h } from "../dom";
import { fixed, share } from "../format";
import { along, seedStyle, type Theme } from "../theme";
import type { Option } from "./echarts";
import { axisLine, axisText, frame, nameBelow, tooltipLook, upright } from "./frame";
import { niceScale } from "./scale";

/** The measurements after an epoch; null where there is none or it is not a number. */
export interface EpochPoint { epoch: number; trainLoss: number | null; top1: number | null; loss: number | null; lr: number; sparsity: number }

/** A stage's curve, placed after those of its ancestors. */
export interface StageCurve {
  stageId: string;
  /** The parent stage whose line this one continues; null for none, and for a parent trained on another data set. */
  parentId: string | null;
  kind: string;
  /** The sparsity at the end of the stage, from 0 to 1. */
  sparsity: number;
  seed: number;
  /** The label of its line: the trial's settings, or empty for the stage itself. */
  label: string;
  /** The epochs of the stages above it. */
  offset: number;
  points: EpochPoint[];
}

export type CurveView = "learning" | "lr";

export const curveViews: Record<CurveView, string> = { learning: "accuracy and loss", lr: "learning rate" };

type Field = "top1" | "loss" | "trainLoss" | "lr";

/** The plots of each view, one above the other, with the fields they show. */
const plots: Record<CurveView, { name: string; fields: Field[]; most: number }[]> = {
  learning: [{ name: "top-1 accuracy (%)", fields: ["top1"], most: 100 }, { name: "loss", fields: ["loss", "trainLoss"], most: Infinity }],
  lr: [{ name: "learning rate", fields: ["lr"], most: Infinity }],
};

export const stageName = (kind: string, sparsity: number) => (kind === "prune" ? `prune ${share(sparsity)}` : kind);

interface Line {
  curve: StageCurve;
  field: Field;
  /** The index of the plot. */
  plot: number;
  /** Whether it starts with the last point of the parent stage. */
  isJoined: boolean;
  data: [number, number][];
}

/** One line per stage and field, which continues the parent's line: a trial's path is one line, and shared stages are drawn once. */
export function linesOf(curves: StageCurve[], view: CurveView): Line[] {
  const own = (curve: StageCurve | undefined, field: Field) =>
    (curve?.points ?? []).flatMap((point): [number, number][] => (point[field] === null ? [] : [[curve!.offset + point.epoch, point[field]]]));
  const byId = new Map(curves.map((curve) => [curve.stageId, curve]));
  return plots[view].flatMap(({ fields }, plot) => curves.flatMap((curve) => fields.map((field) => {
    const data = own(curve, field);
    const before = curve.parentId === null || data.length === 0 ? undefined : own(byId.get(curve.parentId), field).at(-1);
    return { curve, field, plot, isJoined: before !== undefined, data: before === undefined ? data : [before, ...data] };
  }))).filter(({ data }) => data.length > 0);
}

/** What distinguishes the lines: their seeds, or their sparsities when there is only one seed. */
export const colouringOf = (curves: StageCurve[]): "seed" | "sparsity" => (new Set(curves.filter(({ kind }) => kind !== "pretrain").map(({ seed }) => seed)).size > 1 ? "seed" : "sparsity");

/** The seeds of the lines, in the order of their styles. */
export const seedsOf = (curves: StageCurve[]) => [...new Set(curves.filter(({ kind }) => kind !== "pretrain").map(({ seed }) => seed))].sort((a, b) => a - b);

function styleOf(curves: StageCurve[], theme: Theme): (curve: StageCurve) => { colour: string; symbol: string } {
  const seeds = seedsOf(curves);
  const bySeed = colouringOf(curves) === "seed";
  const top = Math.max(...curves.map(({ sparsity }) => sparsity), 0);
  return (curve) => (curve.kind === "pretrain" ? { colour: theme.muted, symbol: "circle" }
    : bySeed ? seedStyle(seeds.indexOf(curve.seed))
      : { colour: top === 0 ? theme.modes["fine-tuned"].colour : along(theme.lineRamp, curve.sparsity / top), symbol: curve.kind === "prune" ? "diamond" : "circle" });
}

/** Measurements over the epochs of paths through the stage tree. The training loss is dashed. */
export function stagesOption(curves: StageCurve[], view: CurveView, theme: Theme): Option {
  const lines = linesOf(curves, view);
  const style = styleOf(curves, theme);
  const [text, line] = [axisText(theme), axisLine(theme)];
  const dense = lines.reduce((sum, { data }) => sum + data.length, 0) > 400;
  const end = Math.max(1, ...curves.map(({ offset, points }) => offset + (points.at(-1)?.epoch ?? 0)));
  const shown = plots[view];
  const places = shown.length === 1 ? [{ top: 34, bottom: 46 }] : [{ top: 34, bottom: "46%" }, { top: "60%", bottom: 46 }];
  return {
    ...frame(theme),
    grid: places.map((place) => ({ left: 56, right: 20, containLabel: false, ...place })),
    xAxis: shown.map((_, plot) => ({
      gridIndex: plot, type: "value", min: 0, max: end, minInterval: 1, axisLine: line, axisTick: line, splitLine: { show: false },
      ...(plot < shown.length - 1 ? { axisLabel: { show: false } }
        : { axisLabel: { ...text, hideOverlap: true }, ...nameBelow("epochs since the path began", theme) }),
    })),
    yAxis: shown.map(({ name, most }, plot) => {
      const values = lines.filter((one) => one.plot === plot).flatMap(({ data }) => data.map(([, value]) => value));
      const scale = values.length === 0 ? { min: 0, max: 1 } : niceScale(Math.min(...values), Math.max(...values), [0, most], shown.length === 1 ? 5 : 4);
      return { gridIndex: plot, ...upright(name, scale, theme, 42) };
    }),
    tooltip: {
      trigger: "item", ...tooltipLook(theme),
      formatter: (hit: unknown) => tooltip(hit as Hit, lines),
    },
    series: [
      ...lines.map(({ curve, field, plot, isJoined, data }) => {
        const { colour, symbol } = style(curve);
        return {
          id: `${curve.stageId} ${field}`, type: "line", xAxisIndex: plot, yAxisIndex: plot,
          // The first point of a joined line is drawn by the parent's line.
          data: data.map((value, place) => (isJoined && place === 0 ? { value, symbol: "none" } : value)),
          symbol, symbolSize: dense ? 3 : 6, showSymbol: field !== "trainLoss",
          lineStyle: { color: colour, width: field === "trainLoss" ? 1.25 : 1.75, type: field === "trainLoss" ? [4, 3] : curve.kind === "pretrain" ? [1, 3] : "solid" },
          itemStyle: { color: colour }, emphasis: { disabled: true },
        };
      }),
      ...shown.map((_, plot) => ({ id: `starts ${plot}`, type: "line", xAxisIndex: plot, yAxisIndex: plot, data: [], markLine: stageStarts(curves, theme, plot === 0) })),
    ],
  };
}

/** A vertical line where stages start, with their name above the first plot; "prune" where several levels start together. */
function stageStarts(curves: StageCurve[], theme: Theme, hasNames: boolean) {
  const starts = new Map<number, Set<string>>();
  for (const { offset, kind, sparsity } of curves) {
    starts.set(offset, (starts.get(offset) ?? new Set()).add(kind === "prune" ? share(sparsity) : kind));
  }
  return {
    silent: true, symbol: "none", animation: false,
    data: [...starts].sort(([a], [b]) => a - b).map(([offset, names], place) => ({
      xAxis: offset, lineStyle: { color: theme.line, width: 1, type: "solid" },
      label: {
        show: hasNames, position: "end", align: "left", distance: [0, 4 + (place % 2) * 12], color: theme.muted, fontSize: 11,
        formatter: names.size === 1 ? [...names][0] : "prune",
      },
    })),
  };
}

interface Hit { seriesIndex: number; data: [number, number] | { value: [number, number] } }

const fieldNames: Record<Field, string> = { top1: "top-1 accuracy", loss: "test loss", trainLoss: "training loss", lr: "learning rate" };

function tooltip(hit: Hit, lines: Line[]): HTMLElement {
  const line = lines[hit.seriesIndex];
  if (line === undefined) {
    return h("div");
  }
  const { curve, field } = line;
  const [epoch, value] = Array.isArray(hit.data) ? hit.data : hit.data.value;
  return h("div", { class: "tip" }, h("strong", {}, curve.label || `seed ${curve.seed}`),
    h("div", {}, `${stageName(curve.kind, curve.sparsity)}, epoch ${epoch - curve.offset}`),
    h("div", {}, `${fieldNames[field]} ${field === "top1" ? fixed(value, 2) + " %" : Number(value.toPrecision(4))}`));
}
