import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { frontOf, paretoOption, type Bought } from "../../src/charts/pareto";
import { theme } from "../../src/theme";
import { textsOf } from "../acts";

const point = (cost: number, top1: number, more: Partial<Bought> = {}): Bought =>
  ({ network: "vgg16", mode: "fine-tuned", sparsity: 0.5, cost, top1: { count: 3, mean: top1, std: 0.5, min: null, max: null }, ...more });

test("frontOf_Points_AreThoseNoOtherDominates", () => {
  const [cheap, middle, dear] = [point(10, 60), point(20, 80), point(40, 90)];
  // One point costs more and is worse, one costs the same and is worse, one costs more and is equally good.
  assert.deepEqual(frontOf([dear, point(30, 70), middle, point(20, 79), cheap, point(50, 90)]), [cheap, middle, dear]);
  assert.deepEqual(frontOf([]), []);
});

test("paretoOption_NetworksAndModes_HaveTheirColoursAndFills", () => {
  const points = [point(1000, 90), point(100, 80, { mode: "from-scratch" }), point(500, 85, { network: "mobilenet" })];
  const option = paretoOption(points, ["vgg16", "mobilenet"], "parameters_nonzero", theme()) as unknown as {
    series: { id: string; data: number[][]; itemStyle?: { color: string; borderColor: string } }[];
    xAxis: { axisLabel: { formatter(value: number): string } }; tooltip: { formatter(hit: unknown): HTMLElement } };
  assert.deepEqual(option.series.map(({ id, data }) => [id, data]), [
    ["front", [[100, 80], [500, 85], [1000, 90]]], ["vgg16 fine-tuned", [[1000, 90]]], ["vgg16 from-scratch", [[100, 80]]], ["mobilenet fine-tuned", [[500, 85]]]]);
  const [, full, hollow, other] = option.series.map(({ itemStyle }) => itemStyle);
  assert.equal(full!.color, full!.borderColor);
  assert.deepEqual([hollow!.color, hollow!.borderColor], [theme().surface, full!.color]);
  assert.notEqual(other!.color, full!.color);
  assert.deepEqual([900, 14_728_266].map(option.xAxis.axisLabel.formatter), ["900", "15\u202fM"]);
  assert.deepEqual(textsOf(option.tooltip.formatter({ seriesId: "vgg16 fine-tuned", dataIndex: 0 }), "strong, div"), ["vgg16, fine-tuned, sparsity 50 %", "top-1 90.00 ± 0.50 %", "parameters left 1,000"]);
  assert.equal(option.tooltip.formatter({ seriesId: "front", dataIndex: 0 }).textContent, "");
});
