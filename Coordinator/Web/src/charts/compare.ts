import { h } from "../dom";
import { share, spread } from "../format";
import type { Level, Mode } from "../model";
import { modes, seedStyle, type Theme } from "../theme";
import { errorBar, halvings, horizontal } from "./accuracy";
import type { Option } from "./echarts";
import { axisLine, axisText, frame, nameBelow, tooltipLook, upright } from "./frame";
import { niceScale } from "./scale";

/** A network measured by a sweep. `place` is the sweep's index, which determines the colour. */
export interface Compared {
  name: string;
  place: number;
  levels: Map<Mode, Level[]>;
}

/** The distance in pixels between the error bars of neighbouring lines. */
const between = 4;

/**
 * Top-1 against sparsity for several sweeps. Each sweep has its colour and shape; fine-tuned lines are solid, from-scratch lines dashed.
 */
export function compareOption(compared: Compared[], theme: Theme): Option {
  const lines = compared.flatMap(({ name, place, levels }) => modes.filter((mode) => levels.has(mode)).map((mode) => ({
    name, mode, ...seedStyle(place), levels: levels.get(mode)!.filter(({ metrics }) => metrics.top1.mean !== null),
  })));
  const all = lines.flatMap(({ levels }) => levels);
  const ends = all.flatMap(({ metrics: { top1 } }) => [top1.mean! - (top1.std ?? 0), top1.mean! + (top1.std ?? 0)]);
  const y = ends.length === 0 ? { min: 0, max: 100 } : niceScale(Math.min(...ends), Math.max(...ends), [0, 100]);
  const [text, line] = [axisText(theme), axisLine(theme)];
  return {
    ...frame(theme),
    grid: { left: 52, right: 20, top: 14, bottom: 46, containLabel: false },
    xAxis: { ...horizontal(all, "density", text, line), ...nameBelow("sparsity (% of prunable weights removed)", theme) },
    yAxis: upright("top-1 accuracy (%)", y, theme),
    tooltip: {
      trigger: "item", ...tooltipLook(theme),
      formatter: (hit: unknown) => tooltip(hit as { seriesId: string; dataIndex: number }, lines),
    },
    series: lines.flatMap(({ name, mode, colour, symbol, levels }, index) => [
      {
        id: `${name} ${mode}`, type: "line", data: levels.map(({ sparsity, metrics }) => [halvings(sparsity), metrics.top1.mean]), symbol, symbolSize: 8,
        lineStyle: { color: colour, width: 2, type: mode === "fine-tuned" ? "solid" : [6, 4] }, itemStyle: { color: colour }, emphasis: { disabled: true },
      },
      {
        id: `${name} ${mode} spread`, type: "custom", silent: true, z: 1, tooltip: { show: false },
        data: levels.filter(({ metrics }) => (metrics.top1.std ?? 0) > 0).map(({ sparsity, metrics: { top1 } }) =>
          [halvings(sparsity), Math.max(y.min, top1.mean! - top1.std!), Math.min(y.max, top1.mean! + top1.std!)]),
        renderItem: (_: unknown, at: { value(i: number): number; coord(point: number[]): number[] }) =>
          errorBar(at.coord([at.value(0), at.value(1)]), at.coord([at.value(0), at.value(2)]), (index - (lines.length - 1) / 2) * between, colour),
      },
    ]),
  };
}

function tooltip(hit: { seriesId: string; dataIndex: number }, lines: { name: string; mode: Mode; levels: Level[] }[]): HTMLElement {
  const line = lines.find(({ name, mode }) => `${name} ${mode}` === hit.seriesId);
  const level = line?.levels[hit.dataIndex];
  return line === undefined || level === undefined ? h("div")
    : h("div", { class: "tip" }, h("strong", {}, `${line.name}, ${line.mode}`), h("div", {}, `sparsity ${share(level.sparsity)}`),
      h("div", {}, `${spread(level.metrics.top1, 2)} % (n = ${level.metrics.top1.count})`));
}
