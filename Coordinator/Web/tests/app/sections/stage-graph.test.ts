import "../../browser";
import assert from "node:assert/strict";
import test from "node:test";
import type { AttemptInfo, StageNode } from "../../../src/api/types";
import { StageGraph } from "../../../src/app/sections/stage-graph";
import { layOut } from "../../../src/app/sections/stage-graph-layout";
import { timelineOf, ticksOf } from "../../../src/app/sections/worker-timeline-layout";
import { textsOf } from "../../acts";
import { makeNode, makeRef } from "../../fakes/messages";

const minute = (at: number) => new Date(Date.UTC(2026, 0, 31, 12, at)).toISOString();
const attempt = (from: number, to: number | null, more: Partial<AttemptInfo> = {}): AttemptInfo => ({
  number: 1, workerId: "w1", queued: minute(from), started: minute(from), ended: to === null ? null : minute(to), outcome: "ATTEMPT_OUTCOME_COMPLETED", error: "", details: "", logTail: "", ...more,
});
const node = (id: string, parentId: string, kind: string, more: Partial<StageNode> = {}, ref: Partial<StageNode["stage"]> = {}): StageNode =>
  makeNode(id, { parentId, ...more }, { ...makeRef(id), kind, pretrained: kind !== "pretrain", ...ref });

/** Two seeds after one pre-training, one of them pruned to two levels, and one seed trained from scratch. */
const tree = [
  node("p", "", "pretrain", { history: [attempt(0, 5)] }),
  node("t1", "p", "train", { history: [attempt(10, 12)] }, { seed: 1 }), node("t2", "p", "train", {}, { seed: 2 }),
  node("a", "t1", "prune", {}, { sparsity: 0.5 }), node("b", "a", "prune", { state: "STAGE_STATE_FAILED", error: "no luck" }, { sparsity: 0.9 }),
  node("s", "", "train", {}, { pretrained: false, seed: 1 }),
];

test("layOut_Tree_PutsPathsInRowsAndDepthsInColumns", () => {
  const { places, blocks, rows, depths } = layOut(tree, ["t1", "a", "b", "t2", "s"]);
  const of = (id: string) => places.find((place) => place.node.stage.stageId === id)!;
  // Each tree is below its title: the pre-trained one in two rows, the other in one.
  assert.deepEqual(blocks, [{ title: "vgg16, fine-tuned", row: 0 }, { title: "vgg16, from scratch", row: 3 }]);
  assert.deepEqual(["p", "t1", "a", "b", "t2", "s"].map((id) => [of(id).depth, of(id).row]), [[0, 1], [1, 1], [2, 1], [3, 1], [1, 2], [1, 4]]);
  assert.deepEqual([rows, depths], [5, 4]);
});

test("layOut_Trials_AreCountedOnTheirWholePath", () => {
  const { places } = layOut(tree, ["t1", "a", "b", "t2", "s"]);
  assert.deepEqual(places.map(({ node: { stage }, trials }) => [stage.stageId, trials]), [["p", 4], ["t1", 3], ["t2", 1], ["a", 2], ["b", 1], ["s", 1]]);
});

test("stageGraph_Boxes_NameDescribeAndLinkTheirStage", () => {
  const graph = new StageGraph();
  graph.show(tree, ["t1", "a", "b", "t2", "s"], minute(8));
  assert.deepEqual(textsOf(graph.element, ".box text"), ["pretrain ×4", "train · seed 1 ×3", "train · seed 2", "50 % ×2", "90 %", "train · seed 1"]);
  assert.equal(graph.element.querySelectorAll(".edge").length, 4);
  const [first, , , , failed] = [...graph.element.querySelectorAll(".box")];
  assert.deepEqual([first!.getAttribute("href"), first!.classList.contains("reused")], ["#/stages/p", true]);
  assert.match(first!.querySelector("title")!.textContent!, /shared by 4 trials\nexecuted for an earlier sweep/);
  assert.equal(failed!.getAttribute("data-state"), "failed");
  assert.match(failed!.querySelector("title")!.textContent!, /no luck/);
  // The widest line leads to the stage with the most trials.
  const wide = [...graph.element.querySelectorAll(".edge")].map((edge) => Number(edge.getAttribute("stroke-width")));
  assert.ok(wide[0]! > wide[1]! && wide[0]! === Math.max(...wide));
});

test("timelineOf_OneWorker_HasALaneForEachSlot", () => {
  const nodes = [node("a", "", "train", { history: [attempt(10, 20), attempt(20, 25, { number: 2 })] }), node("b", "", "train", { history: [attempt(12, 14)] }),
    node("c", "", "train", { history: [attempt(14, null, { workerId: "w2", outcome: "ATTEMPT_OUTCOME_OPEN" })] })];
  const { bars, lanes, length } = timelineOf(nodes, minute(0), Date.parse(minute(30)));
  assert.deepEqual(lanes, ["w1", "", "w2"]);
  assert.deepEqual(bars.map(({ node: { stage }, lane, from, to }) => [stage.stageId, lane, from / 60, to / 60]), [["a", 0, 0, 10], ["b", 1, 2, 4], ["a", 0, 10, 15], ["c", 2, 4, 20]]);
  assert.equal(length, 20 * 60);
});

test("timelineOf_BeforeTheSweep_IsLeftOut", () => {
  const { bars, lanes } = timelineOf([node("a", "", "train", { history: [attempt(0, 5), attempt(0, 5, { workerId: "" })] })], minute(8), Date.parse(minute(30)));
  assert.deepEqual([bars, lanes], [[], []]);
});

test("ticksOf_Lengths_AreRoundAndFew", () => {
  assert.deepEqual(ticksOf(50, 6), [0, 10, 20, 30, 40, 50]);
  assert.deepEqual(ticksOf(3 * 3600, 4), [0, 3600, 7200, 10_800]);
  assert.equal(ticksOf(90 * 86_400, 5).length, 5);
});
