import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { learningOption } from "../../src/charts/learning";
import { linesOf, stageName, stagesOption, type CurveMetric, type EpochPoint, type StageCurve } from "../../src/charts/stages";
import type { Curve } from "../../src/model";
import type { Panel } from "../../src/panels";
import { along, theme } from "../../src/theme";
import { textsOf } from "../acts";

const point = (epoch: number, top1: number | null, loss: number | null = null, trainLoss: number | null = null): EpochPoint => ({ epoch, top1, loss, trainLoss, lr: 0.1 / epoch, sparsity: 0 });
const train: StageCurve = { stageId: "t", kind: "train", sparsity: 0, seed: 1, label: "", offset: 0, points: [point(1, 60, 1.5, 2), point(2, null, null, 1), point(3, 85, 0.5, 0.25)] };
const prune: StageCurve = { stageId: "p", kind: "prune", sparsity: 0.9, seed: 1, label: "width 1", offset: 3, points: [point(1, 70)] };
const empty: StageCurve = { ...prune, stageId: "e", offset: 4, points: [] };

interface Drawn {
  series: { id: string; data: number[][]; symbol: string; symbolSize: number; lineStyle: { color: string; type: unknown }; markLine?: { data: { xAxis: number; label: { formatter: string } }[] } }[];
  yAxis: { min: number; max: number };
  tooltip: { formatter(hit: unknown): HTMLElement };
}
const drawn = (curves: StageCurve[], metric: CurveMetric, marks = false) => stagesOption(curves, metric, theme(), marks) as unknown as Drawn;

test("linesOf_Epochs_GoOnWhereTheStageAboveEnded", () => {
  assert.deepEqual(linesOf([train, prune, empty], "top1").map(({ data }) => data), [[[1, 60], [3, 85]], [[4, 70]]]);
});

test("linesOf_Losses_TestAndTraining", () => {
  assert.deepEqual(linesOf([train, prune], "loss").map(({ field, data }) => [field, data]),
    [["loss", [[1, 1.5], [3, 0.5]]], ["trainLoss", [[1, 2], [2, 1], [3, 0.25]]]]);
});

test("stageName_Prune_NamesItsLevel", () => {
  assert.equal(stageName("prune", 0.9), "prune 90\u202f%");
  assert.equal(stageName("train", 0), "train");
});

test("stagesOption_Sparsity_ColoursAlongTheRamp", () => {
  const { series } = drawn([train, prune], "top1");
  assert.deepEqual(series.map(({ lineStyle }) => lineStyle.color), [along(theme().lineRamp, 0), along(theme().lineRamp, 1)]);
  assert.deepEqual(series.map(({ symbol }) => symbol), ["circle", "diamond"]);
  // Without any pruning there is nothing to tell apart.
  assert.equal(drawn([train], "top1").series[0]!.lineStyle.color, theme().modes["fine-tuned"].colour);
});

test("stagesOption_TrainingLoss_IsDashed", () => {
  assert.deepEqual(drawn([train], "loss").series.map(({ id, lineStyle }) => [id, lineStyle.type]), [["t loss", "solid"], ["t trainLoss", [4, 3]]]);
});

test("stagesOption_VerticalAxis_HoldsAllValues", () => {
  assert.deepEqual([drawn([train, prune], "top1").yAxis.min, drawn([train, prune], "top1").yAxis.max], [60, 85]);
  assert.deepEqual([drawn([train], "loss").yAxis.min, drawn([train], "loss").yAxis.max], [0, 2]);
  assert.deepEqual([drawn([empty], "top1").yAxis.min, drawn([empty], "top1").yAxis.max], [0, 1]);
});

test("stagesOption_Marks_EveryStageWhereItBegins", () => {
  const marks = drawn([train, prune, empty], "top1", true).series[0]!.markLine!.data;
  assert.deepEqual(marks.map(({ xAxis, label }) => [xAxis, label.formatter]), [[0, "train"], [3, "prune 90\u202f%"], [4, "prune 90\u202f%"]]);
  assert.equal(drawn([train], "top1").series[0]!.markLine, undefined);
});

test("stagesOption_Tooltip_EpochWithinTheStage", () => {
  const { tooltip } = drawn([train, prune], "top1");
  assert.deepEqual(textsOf(tooltip.formatter({ seriesIndex: 1, data: [4, 70] }), "strong, div"), ["width 1", "prune 90 %, epoch 1", "top-1 accuracy 70.00 %"]);
  assert.deepEqual(textsOf(tooltip.formatter({ seriesIndex: 0, data: [3, 85] }), "strong"), ["seed 1"]);
  assert.equal(tooltip.formatter({ seriesIndex: 9, data: [0, 0] }).textContent, "");
  const losses = drawn([train], "loss").tooltip;
  assert.deepEqual(textsOf(losses.formatter({ seriesIndex: 1, data: [3, 0.253456] }), "div div:last-child"), ["training loss 0.2535"]);
});

const curve = (more: Partial<Curve>): Curve => ({
  dataset: "d", architecture: "a", axes: {}, mode: "fine-tuned", seed: 2, kind: "train", sparsity: 0, offset: 0, points: [[1, 50, 1], [2, null, 1], [3, 75, 1]], ...more,
});

test("learningOption_Report_EvaluatedEpochsOnly", () => {
  const panel = { curves: [curve({}), curve({ kind: "prune", sparsity: 0.5, offset: 3, points: [[1, 40, 1]] }), curve({ points: [[1, null, 1]] })] } as Panel;
  const option = learningOption(panel, theme()) as unknown as Drawn;
  assert.deepEqual(option.series.map(({ data }) => data), [[[1, 50], [3, 75]], [[4, 40]]]);
  assert.deepEqual([option.yAxis.min, option.yAxis.max], [40, 80]);
  const tip = option.tooltip.formatter({ seriesIndex: 1, data: [4, 40] });
  assert.deepEqual(textsOf(tip, "strong, div"), ["fine-tuned, seed 2", "pruned to 50 %, epoch 1", "40.00 %"]);
});
