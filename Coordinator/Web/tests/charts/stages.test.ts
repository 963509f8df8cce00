import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { learningOption } from "../../src/charts/learning";
import { colouringOf, linesOf, seedsOf, stageName, stagesOption, type CurveView, type EpochPoint, type StageCurve } from "../../src/charts/stages";
import type { Curve } from "../../src/model";
import type { Panel } from "../../src/panels";
import { along, seedStyle, theme } from "../../src/theme";
import { textsOf } from "../acts";

const point = (epoch: number, top1: number | null, loss: number | null = null, trainLoss: number | null = null): EpochPoint => ({ epoch, top1, loss, trainLoss, lr: 0.1 / epoch, sparsity: 0 });
const train: StageCurve = { stageId: "t", parentId: null, kind: "train", sparsity: 0, seed: 1, label: "", offset: 0, points: [point(1, 60, 1.5, 2), point(2, null, null, 1), point(3, 85, 0.5, 0.25)] };
const prune: StageCurve = { stageId: "p", parentId: "t", kind: "prune", sparsity: 0.9, seed: 1, label: "width 1", offset: 3, points: [point(1, 70)] };
const empty: StageCurve = { ...prune, stageId: "e", parentId: "p", offset: 4, points: [] };

interface Drawn {
  series: { id: string; data: (number[] | { value: number[]; symbol: string })[]; xAxisIndex: number; symbol: string; symbolSize: number; lineStyle: { color: string; type: unknown }; markLine?: { data: { xAxis: number; label: { formatter: string } }[] } }[];
  yAxis: { min: number; max: number; name: string }[];
  tooltip: { formatter(hit: unknown): HTMLElement };
}
const drawn = (curves: StageCurve[], view: CurveView) => stagesOption(curves, view, theme()) as unknown as Drawn;
const measured = (option: Drawn) => option.series.filter(({ id }) => !id.startsWith("starts"));

test("linesOf_Path_ContinuesWhereTheParentEnded", () => {
  const lines = linesOf([train, prune, empty], "learning").filter(({ field }) => field === "top1");
  // The drop at the pruning is part of the line: from 85 after the third epoch to 70 after the fourth.
  assert.deepEqual(lines.map(({ data }) => data), [[[1, 60], [3, 85]], [[3, 85], [4, 70]]]);
  assert.deepEqual(lines.map(({ isJoined }) => isJoined), [false, true]);
});

test("linesOf_Losses_AreBelowTheAccuracy", () => {
  assert.deepEqual(linesOf([train, prune], "learning").map(({ plot, field, data }) => [plot, field, data.length]),
    [[0, "top1", 2], [0, "top1", 2], [1, "loss", 2], [1, "trainLoss", 3]]);
});

test("stageName_Prune_NamesItsLevel", () => {
  assert.equal(stageName("prune", 0.9), "prune 90\u202f%");
  assert.equal(stageName("train", 0), "train");
});

test("stagesOption_OneSeed_ColoursBySparsity", () => {
  const series = measured(drawn([train, prune], "lr"));
  assert.equal(colouringOf([train, prune]), "sparsity");
  assert.deepEqual(series.map(({ lineStyle }) => lineStyle.color), [along(theme().lineRamp, 0), along(theme().lineRamp, 1)]);
  assert.deepEqual(series.map(({ symbol }) => symbol), ["circle", "diamond"]);
  // Without pruning there are no levels to distinguish.
  assert.equal(drawn([train], "lr").series[0]!.lineStyle.color, theme().modes["fine-tuned"].colour);
});

test("stagesOption_Seeds_HaveDistinctColoursAndShapes", () => {
  const other = { ...train, stageId: "u", seed: 7 };
  const pretrain = { ...train, stageId: "w", kind: "pretrain", seed: 0 };
  assert.deepEqual([colouringOf([train, prune, other, pretrain]), seedsOf([other, train, pretrain])], ["seed", [1, 7]]);
  const looks = measured(drawn([train, prune, other, pretrain], "lr")).map(({ lineStyle, symbol }) => [lineStyle.color, symbol]);
  const [first, second] = [seedStyle(0), seedStyle(1)];
  assert.notDeepEqual(first, second);
  assert.deepEqual(looks, [[first.colour, first.symbol], [first.colour, first.symbol], [second.colour, second.symbol], [theme().muted, "circle"]]);
});

test("stagesOption_Learning_ShowsAccuracyAboveLossOverEpochs", () => {
  const option = drawn([train, prune], "learning");
  assert.deepEqual(option.yAxis.map(({ name, min, max }) => [name, min, max]), [["top-1 accuracy (%)", 60, 90], ["loss", 0, 2]]);
  assert.deepEqual(measured(option).map(({ id, xAxisIndex, lineStyle }) => [id, xAxisIndex, lineStyle.type]),
    [["t top1", 0, "solid"], ["p top1", 0, "solid"], ["t loss", 1, "solid"], ["t trainLoss", 1, [4, 3]]]);
  // A joined line starts without a mark, which the parent's line draws.
  assert.deepEqual(measured(option)[1]!.data, [{ value: [3, 85], symbol: "none" }, [4, 70]]);
});

test("stagesOption_NothingMeasured_StillHasAxes", () => {
  assert.deepEqual(drawn([empty], "learning").yAxis.map(({ min, max }) => [min, max]), [[0, 1], [0, 1]]);
});

test("stagesOption_Starts_MarkWhereStagesBegin", () => {
  const starts = (curves: StageCurve[]) => drawn(curves, "learning").series.find(({ id }) => id === "starts 0")!.markLine!.data.map(({ xAxis, label }) => [xAxis, label.formatter]);
  assert.deepEqual(starts([train, prune, empty]), [[0, "train"], [3, "90\u202f%"], [4, "90\u202f%"]]);
  // With one-shot pruning several levels start together.
  assert.deepEqual(starts([train, prune, { ...prune, stageId: "q", sparsity: 0.5 }]), [[0, "train"], [3, "prune"]]);
});

test("stagesOption_Tooltip_ShowsTheEpochWithinTheStage", () => {
  const { tooltip } = drawn([train, prune], "learning");
  assert.deepEqual(textsOf(tooltip.formatter({ seriesIndex: 1, data: [4, 70] }), "strong, div"), ["width 1", "prune 90 %, epoch 1", "top-1 accuracy 70.00 %"]);
  assert.deepEqual(textsOf(tooltip.formatter({ seriesIndex: 0, data: { value: [3, 85] } }), "strong"), ["seed 1"]);
  assert.equal(tooltip.formatter({ seriesIndex: 9, data: [0, 0] }).textContent, "");
  assert.deepEqual(textsOf(tooltip.formatter({ seriesIndex: 3, data: [3, 0.253456] }), "div div:last-child"), ["training loss 0.2535"]);
});

const curve = (more: Partial<Curve>): Curve => ({
  dataset: "d", architecture: "a", axes: {}, mode: "fine-tuned", seed: 2, kind: "train", sparsity: 0, offset: 0, points: [[1, 50, 1], [2, null, 1], [3, 75, 1]], ...more,
});

test("learningOption_Report_ShowsEvaluatedEpochsOnly", () => {
  const panel = { curves: [curve({}), curve({ kind: "prune", sparsity: 0.5, offset: 3, points: [[1, 40, 1]] }), curve({ points: [[1, null, 1]] })] } as Panel;
  const option = learningOption(panel, theme()) as unknown as Omit<Drawn, "yAxis"> & { yAxis: { min: number; max: number } };
  assert.deepEqual(option.series.map(({ data }) => data), [[[1, 50], [3, 75]], [{ value: [3, 75], symbol: "none" }, [4, 40]]]);
  assert.deepEqual([option.yAxis.min, option.yAxis.max], [40, 80]);
  const tip = option.tooltip.formatter({ seriesIndex: 1, data: [4, 40] });
  assert.deepEqual(textsOf(tip, "strong, div"), ["fine-tuned, seed 2", "pruned to 50 %, epoch 1", "40.00 %"]);
});
