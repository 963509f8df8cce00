import assert from "node:assert/strict";
import test from "node:test";
import type { Aggregate, BestSparsityResponse, Value } from "../../src/api/types";
import { axisOf, labelOf } from "../../src/fields";
import { axesOf, levelsOf, rowsOf } from "../../src/live/answers";
import { curvesOf } from "../../src/live/stages";
import { field, fields, makeEpoch, makeNode, makeResults, makeStage } from "../fakes/messages";

test("axesOf_Fields_AreThoseBetweenSeedAndState", () => {
  assert.deepEqual(axesOf(fields), ["width"]);
  assert.deepEqual(axesOf([field("seed"), field("axis_mode"), field("lr"), field("state")]), ["axis_mode", "lr"]);
  assert.deepEqual(axesOf([field("seed"), field("state")]), []);
});

test("axisOf_NameThatWasTaken_IsTheSpecsName", () => {
  assert.equal(axisOf("axis_mode"), "mode");
  assert.equal(axisOf("width"), "width");
  assert.equal(labelOf("top1"), "top-1 (%)");
  assert.equal(labelOf("axis_mode"), "mode");
});

const group = (key: Value[], metrics: Aggregate[] = []) => ({ key, trials: 3, completed: 2, failed: 1, metrics });

test("levelsOf_Groups_AreOrderedBySparsityWithStatistics", () => {
  const [dense, half] = levelsOf(makeResults({ groups: [
    group(["svhn", "vgg16", 0.5, "fine-tuned", 0.5]),
    group(["svhn", "vgg16", null, "fine-tuned", 0], [{ metric: "top1", count: 2, mean: 91, std: 0.5 }, { metric: "loss", count: 0 }]),
  ] }), ["axis_mode"]);
  assert.deepEqual([dense!.sparsity, half!.sparsity], [0, 0.5]);
  assert.deepEqual(half!.axes, { mode: "0.5" });
  // A point without a value on an axis has no such axis, rather than one named null.
  assert.deepEqual(dense!.axes, {});
  assert.deepEqual(dense!.metrics.top1, { count: 2, mean: 91, std: 0.5, min: null, max: null });
  assert.equal(dense!.metrics.loss.mean, null);
  assert.deepEqual(dense!.metrics.top5, { count: 0, mean: null, std: null, min: null, max: null });
  assert.deepEqual([dense!.trials, dense!.completed, dense!.failed], [3, 2, 1]);
});

test("rowsOf_UnsetFigures_AreNull", () => {
  const answer: BestSparsityResponse = { tolerance: 1, answer: "No answer.", rows: [{
    dataset: "svhn", architecture: "vgg16", axes: { width: "1" }, gain: 0, gainBound: "exact",
    fineTuned: { sparsity: 0, bound: "at-least", denseTop1: 90, seeds: 2, note: "", interval: { low: 0 }, breakPoint: { sparsity: 0.3, isBeyond: true, seeds: 2, images: 0 } },
    fromScratch: null, verdict: "no-answer", answer: "None.", differences: [{ sparsity: 0.5, seeds: 1, difference: 2, pValue: 0.5 }],
  }] };
  assert.deepEqual(rowsOf(answer), [{
    dataset: "svhn", architecture: "vgg16", axes: { width: "1" }, gain: 0, gain_bound: "exact", from_scratch: null,
    fine_tuned: { sparsity: 0, bound: "at-least", dense_top1: 90, top1: null, compression: null, seeds: 2, note: null, interval: { low: 0, high: null },
      break_point: { sparsity: 0.3, is_beyond: true, interval: null, seeds: 2, images: 0 } },
    gain_estimate: null, verdict: "no-answer", answer: "None.",
    differences: [{ sparsity: 0.5, seeds: 1, difference: 2, interval: null, p_value: 0.5, adjusted: null }],
  }]);
});

test("curvesOf_Path_PutsEachStageAfterItsParent", () => {
  const answer = makeStage(makeNode("p2", {}, { kind: "prune", sparsity: 0.9 }), {
    path: [makeNode("pre", {}, { kind: "pretrain" }), makeNode("t"), makeNode("p1", {}, { kind: "prune", sparsity: 0.5 })],
    pathCurves: [{ stageId: "pre", points: [makeEpoch(30)] }, { stageId: "p1", points: [makeEpoch(1), makeEpoch(5)] }, { stageId: "t", points: [makeEpoch(10)] }],
    curve: [makeEpoch(1, { top1: null, loss: undefined })],
  });
  // No line continues from pre-training, which uses another data set.
  assert.deepEqual(curvesOf(answer, "L").map(({ stageId, parentId, offset, points, label }) => [stageId, parentId, offset, points.map(({ epoch }) => epoch), label]),
    [["pre", null, 0, [30], "pre-training on cifar10"], ["t", null, 30, [10], "L"], ["p1", "t", 40, [1, 5], "L"], ["p2", "p1", 45, [1], "L"]]);
  assert.deepEqual(curvesOf(answer, "").at(-1)?.points[0], { epoch: 1, trainLoss: 1, top1: null, loss: null, lr: 0.1, sparsity: 0 });
});

test("curvesOf_StageOnThePathWithoutPoints_MovesNothing", () => {
  const answer = makeStage(makeNode("p"), { path: [makeNode("t")], pathCurves: [], curve: [makeEpoch(2)] });
  assert.deepEqual(curvesOf(answer, "").map(({ offset }) => offset), [0, 0]);
});

test("curvesOf_Pretraining_IsShownOnItsOwnPage", () => {
  assert.deepEqual(curvesOf(makeStage(makeNode("pre", {}, { kind: "pretrain" }), { curve: [makeEpoch(1)] }), "").map(({ stageId }) => stageId), ["pre"]);
});
