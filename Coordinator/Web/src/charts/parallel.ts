import { cell } from "../fields";
import { number, share } from "../format";
import type { Value } from "../model";
import { along, type Theme } from "../theme";
import type { Option } from "./echarts";

/** One axis of parallel coordinates. */
export interface Axis {
  field: string;
  label: string;
  /** The index of the field among those of the lines. */
  index: number;
  /** The texts of an axis without numbers, from the bottom; null for numbers. */
  categories: string[] | null;
  low: number;
  high: number;
}

/** The brushed part of an axis, in its numbers or in the indices of its categories. */
export type Interval = [low: number, high: number];

const text = (value: Value) => (value === null ? "–" : Array.isArray(value) ? value.join("; ") : String(value));

/** The axes on which the lines differ, in the order of `fields`, and the values that are the same for all. */
export function axesOf(fields: string[], labels: (field: string) => string, lines: Value[][]): { axes: Axis[]; same: [string, string][] } {
  const axes: Axis[] = [];
  const same: [string, string][] = [];
  fields.forEach((field, index) => {
    const values = lines.map((line) => line[index] ?? null);
    const numbers = values.filter((value): value is number => typeof value === "number");
    const isNumber = numbers.length > 0 && values.every((value) => value === null || typeof value === "number");
    const texts = [...new Set(values.map(text))];
    if (texts.length < 2) {
      if (texts[0] !== undefined && texts[0] !== "–") {
        same.push([labels(field), cell(field, values[0] ?? null)]);
      }
    } else if (isNumber) {
      axes.push({ field, label: labels(field), index, categories: null, low: Math.min(...numbers), high: Math.max(...numbers) });
    } else {
      texts.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
      axes.push({ field, label: labels(field), index, categories: texts, low: 0, high: texts.length - 1 });
    }
  });
  return { axes, same };
}

/** A line's position on an axis, in the axis' numbers; null when it has no value. */
export function placeOn(axis: Axis, line: Value[]): number | null {
  const value = line[axis.index] ?? null;
  return axis.categories === null ? (typeof value === "number" ? value : null) : axis.categories.indexOf(text(value));
}

/** Whether a line lies in every brushed interval. */
export const passes = (axes: Axis[], brushed: Map<string, Interval>, line: Value[]) => axes.every((axis) => {
  const interval = brushed.get(axis.field);
  const place = interval && placeOn(axis, line);
  return interval === undefined || (place != null && place >= interval[0] && place <= interval[1]);
});

export function parallelOption(axes: Axis[], lines: Value[][], colourBy: Axis | undefined, theme: Theme, width: number): Option {
  const label = { color: theme.text, fontFamily: theme.font, fontSize: 12, backgroundColor: theme.surface, padding: [1, 3], borderRadius: 3 };
  // Names that would overlap are placed on two levels.
  const crowded = width / Math.max(axes.length, 1) < 110;
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    parallel: {
      left: 60, right: 60, top: crowded ? 48 : 34, bottom: 20,
      parallelAxisDefault: {
        nameTextStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12 },
        axisLine: { lineStyle: { color: theme.muted } }, axisTick: { lineStyle: { color: theme.line } },
        axisLabel: label,
        areaSelectStyle: { width: 18, borderColor: theme.accent, color: theme.accent, opacity: 0.2, borderWidth: 1 },
        realtime: true,
      },
    },
    parallelAxis: axes.map((axis, dim) => ({
      // Drawn above the lines.
      dim, z: 10, name: axis.label, nameGap: crowded && dim % 2 === 1 ? 28 : 12,
      ...(axis.categories !== null
        ? { type: "category", data: axis.categories, axisLabel: { ...label, formatter: (name: string) => (name.length > 14 ? name.slice(0, 13) + "…" : name) } }
        : { type: "value", scale: true, axisLabel: { ...label, formatter: (value: number) => (axis.field.startsWith("sparsity") ? share(value) : number(value)) } }),
    })),
    series: [{
      id: "lines", type: "parallel", smooth: false, progressive: 500, silent: true,
      lineStyle: { width: 1, opacity: lines.length > 400 ? 0.35 : 0.6 },
      inactiveOpacity: 0.04, activeOpacity: lines.length > 400 ? 0.5 : 0.8,
      data: lines.map((line) => ({
        value: axes.map((axis) => { const place = placeOn(axis, line); return place === null ? "-" : axis.categories === null ? place : axis.categories[place]; }),
        lineStyle: { color: colourOf(colourBy, line, theme) },
      })),
    }],
  };
}

function colourOf(axis: Axis | undefined, line: Value[], theme: Theme): string {
  const place = axis && placeOn(axis, line);
  return axis === undefined || place == null ? theme.muted
    : along(theme.lineRamp, axis.high === axis.low ? 1 : (place - axis.low) / (axis.high - axis.low));
}
