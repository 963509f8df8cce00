import { h } from "../dom";
import { fixed, share } from "../format";
import type { Curve } from "../model";
import type { Panel } from "../panels";
import type { Theme } from "../theme";
import type { Option } from "./echarts";
import { axisLine, axisText, frame, nameBelow, tooltipLook, upright } from "./frame";
import { niceScale } from "./scale";

const evaluated = (curve: Curve) =>
  curve.points.flatMap(([epoch, top1]) => (top1 === null ? [] : [[curve.offset + epoch, top1] as [number, number]]));

/** The curve that a stage continues: the longest one of the same mode and seed that ends where this stage begins. */
function before(curve: Curve, all: { curve: Curve; data: [number, number][] }[]): [number, number][] {
  const above = all.filter(({ curve: other, data }) => other !== curve && other.mode === curve.mode && other.seed === curve.seed && other.offset < curve.offset && data.at(-1)![0] <= curve.offset);
  const last = above.sort((a, b) => b.data.at(-1)![0] - a.data.at(-1)![0] || b.curve.sparsity - a.curve.sparsity)[0]?.data.at(-1);
  return last === undefined ? [] : [last];
}

/** Top-1 over the epochs, stage after stage, which shows the drop at each pruning and the recovery after it. */
export function learningOption(panel: Panel, theme: Theme): Option {
  const curves = panel.curves.map((curve) => ({ curve, data: evaluated(curve) })).filter(({ data }) => data.length > 0);
  const values = curves.flatMap(({ data }) => data.map(([, top1]) => top1));
  return {
    ...frame(theme),
    grid: { left: 52, right: 20, top: 14, bottom: 46, containLabel: false },
    xAxis: {
      type: "value", min: 0, minInterval: 1, axisLabel: axisText(theme), axisTick: axisLine(theme), ...nameBelow("epochs since training began", theme),
    },
    yAxis: upright("top-1 accuracy (%)", niceScale(Math.min(...values), Math.max(...values), [0, 100]), theme),
    tooltip: {
      trigger: "item", ...tooltipLook(theme),
      formatter: (hit: unknown) => tooltip(hit as { seriesIndex: number; data: [number, number] }, curves.map(({ curve }) => curve)),
    },
    series: curves.map(({ curve, data }) => {
      const look = theme.modes[curve.mode];
      return {
        type: "line", data: [...before(curve, curves).map((value) => ({ value, symbol: "none" })), ...data], symbol: look.symbol, symbolSize: curve.kind === "train" ? 4 : 5, showSymbol: true,
        lineStyle: { color: look.colour, width: 1.25, type: look.dash, opacity: 0.8 },
        itemStyle: { color: look.colour },
        emphasis: { disabled: true },
      };
    }),
  };
}

function tooltip(hit: { seriesIndex: number; data: [number, number] }, curves: Curve[]): HTMLElement {
  const curve = curves[hit.seriesIndex];
  if (curve === undefined) {
    return h("div");
  }
  const stage = curve.kind === "train" ? "training" : `pruned to ${share(curve.sparsity)}`;
  return h("div", { class: "tip" }, h("strong", {}, `${curve.mode}, seed ${curve.seed}`),
    h("div", {}, `${stage}, epoch ${hit.data[0] - curve.offset}`), h("div", {}, `${fixed(hit.data[1], 2)} %`));
}
