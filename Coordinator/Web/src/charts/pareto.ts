import { h } from "../dom";
import { measured, nameOf } from "../fields";
import { share, spread } from "../format";
import type { Mode, Summary } from "../model";
import { seedStyle, type Theme } from "../theme";
import type { Option } from "./echarts";
import { axisLine, axisText, frame, nameBelow, tooltipLook, upright } from "./frame";
import { niceScale } from "./scale";

/** The possible costs of accuracy; less is better. */
export const costs = {
  parameters_nonzero: "parameters left", flops_effective: "multiply-accumulates left", size_bytes: "size", seconds: "measured time of the last stage",
};
export type CostField = keyof typeof costs;

/** A point of the grid, averaged over its seeds. */
export interface Bought {
  network: string;
  mode: Mode;
  sparsity: number;
  top1: Summary;
  cost: number;
}

/** The points that no other point dominates by costing no more and being more accurate. Cheapest first. */
export function frontOf(points: Bought[]): Bought[] {
  const front: Bought[] = [];
  for (const point of [...points].sort((a, b) => a.cost - b.cost || b.top1.mean! - a.top1.mean!)) {
    if (front.length === 0 || point.top1.mean! > front.at(-1)!.top1.mean!) {
      front.push(point);
    }
  }
  return front;
}

/** Each network has its colour; full marks are fine-tuned, hollow ones from scratch. The line joins the points that no other dominates. */
export function paretoOption(points: Bought[], networks: string[], field: CostField, theme: Theme): Option {
  const values = points.map(({ top1 }) => top1.mean!);
  const place = ({ cost, top1 }: Bought) => [cost, top1.mean];
  const groups = networks.flatMap((network, index) => (["fine-tuned", "from-scratch"] as const).map((mode) => ({
    network, mode, ...seedStyle(index), points: points.filter((point) => point.network === network && point.mode === mode),
  }))).filter((group) => group.points.length > 0);
  return {
    ...frame(theme),
    grid: { left: 52, right: 24, top: 14, bottom: 46, containLabel: false },
    xAxis: {
      type: "log", ...nameBelow(`${costs[field]} (log)`, theme), axisTick: axisLine(theme),
      min: "dataMin", max: "dataMax", axisLabel: { ...axisText(theme), hideOverlap: true, formatter: short },
    },
    yAxis: upright("top-1 accuracy (%)", values.length === 0 ? { min: 0, max: 100 } : niceScale(Math.min(...values), Math.max(...values), [0, 100]), theme),
    tooltip: {
      trigger: "item", ...tooltipLook(theme),
      formatter: (hit: unknown) => {
        const { seriesId, dataIndex } = hit as { seriesId: string; dataIndex: number };
        const group = groups.find(({ network, mode }) => `${network} ${mode}` === seriesId);
        return tip(group?.points[dataIndex], field);
      },
    },
    series: [
      { id: "front", type: "line", step: "end", data: frontOf(points).map(place), symbol: "none", silent: true, z: 1, lineStyle: { color: theme.muted, width: 1.5, type: [3, 3] } },
      ...groups.map(({ network, mode, colour, symbol, points: own }) => ({
        id: `${network} ${mode}`, type: "line", data: own.map(place), symbol, symbolSize: 10, showSymbol: true, lineStyle: { width: 0, color: colour },
        itemStyle: { color: mode === "fine-tuned" ? colour : theme.surface, borderColor: colour, borderWidth: 2 }, emphasis: { disabled: true },
      })),
    ],
  };
}

/** Formats 12,000 as 12 k. */
function short(value: number): string {
  const units = ["", "\u202fk", "\u202fM", "\u202fG", "\u202fT"];
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** power).toPrecision(2))}${units[power]}`;
}

const tip = (point: Bought | undefined, field: CostField) => (point === undefined ? h("div") : h("div", { class: "tip" },
  h("strong", {}, `${point.network}, ${point.mode}, sparsity ${share(point.sparsity)}`), h("div", {}, `top-1 ${spread(point.top1, 2)} %`), h("div", {}, `${nameOf(field)} ${measured(field, point.cost)}`)));
