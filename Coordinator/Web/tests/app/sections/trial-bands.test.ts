import assert from "node:assert/strict";
import test from "node:test";
import type { Cells } from "../../../src/app/grid/data";
import { TrialBands } from "../../../src/app/sections/trial-bands";
import type { SweepContext } from "../../../src/app/context";
import { FakeCoordinator, Refusal } from "../../fakes/coordinator";
import { makeResults } from "../../fakes/messages";

const path = "/v1/sweeps/study/results";
const band = (mode: string, min: number, max: number) => ({ key: ["cifar10", "vgg16", mode], trials: max - min + 1, completed: 0, failed: 0, metrics: [{ metric: "trial", count: 1, min, max }] });
const cells = (trials: number, perCell = 1) => ({ count: Math.ceil(trials / perCell), trials, perCell, first: null }) as Cells;
const all = { where: "", orderBy: "" };

function bands() {
  const coordinator = new FakeCoordinator();
  const made = new TrialBands({ client: coordinator.client, name: "study", signal: new AbortController().signal } as SweepContext);
  return { coordinator, made };
}

/** Two bands of four trials with sparsities 0, 0, 50 and 90 %. */
const usual = ({ query }: { query: URLSearchParams }) => (query.has("groupBy")
  ? makeResults({ groups: [band("fine-tuned", 0, 3), band("from-scratch", 4, 7)] }) : makeResults({ trials: [[0], [0], [0.5], [0.9]] }));

test("find_EqualBands_HaveHeadsOfTheFirst", async () => {
  const { coordinator, made } = bands();
  coordinator.on("GET", path, usual);
  const { bands: found, heads } = await made.find({ where: "seed = 1", orderBy: "" }, cells(8));
  assert.deepEqual(found, [{ label: "cifar10 · vgg16 · fine-tuned", start: 0, count: 4 }, { label: "cifar10 · vgg16 · from-scratch", start: 4, count: 4 }]);
  assert.deepEqual(heads, [{ label: "0\u202f%", start: 0, count: 2 }, { label: "50\u202f%", start: 2, count: 1 }, { label: "90\u202f%", start: 3, count: 1 }]);
  assert.equal(coordinator.calls[1]?.query.get("where"), "(seed = 1) and trial <= 3");
});

test("find_SameQuery_IsMadeOnceEvenWhilePending", async () => {
  const { coordinator, made } = bands();
  coordinator.on("GET", path, usual);
  const [first, second] = await Promise.all([made.find(all, cells(8)), made.find(all, cells(8))]);
  // A second caller meanwhile waits for the same bands instead of drawing without them.
  assert.equal(second.bands.length, 2);
  assert.equal(first, second);
  await made.find(all, cells(8));
  assert.equal(coordinator.calls.length, 2);
  await made.find({ where: "seed = 1", orderBy: "" }, cells(8));
  assert.equal(coordinator.calls.length, 4);
});

test("find_NoAnswer_ReturnsOneBandAndRetries", async () => {
  const { coordinator, made } = bands();
  coordinator.on("GET", path, Refusal.of(500, "…"));
  assert.deepEqual(await made.find(all, cells(8)), { bands: [{ label: "", start: 0, count: 8 }], heads: [] });
  coordinator.on("GET", path, usual);
  assert.equal((await made.find(all, cells(8))).bands.length, 2);
});

test("find_AnotherOrder_MakesNoQuery", async () => {
  const { coordinator, made } = bands();
  const one = { bands: [{ label: "", start: 0, count: 8 }], heads: [] };
  assert.deepEqual(await made.find({ where: "", orderBy: "top1 desc" }, cells(8)), one);
  assert.deepEqual(await made.find(all, cells(1)), { bands: [{ label: "", start: 0, count: 1 }], heads: [] });
  assert.equal(coordinator.calls.length, 0);
});

test("find_ManyOrUnequalBands_HaveNoHeads", async () => {
  const { coordinator, made } = bands();
  coordinator.on("GET", path, makeResults({ groups: [band("fine-tuned", 0, 2), band("from-scratch", 3, 7)] }));
  assert.deepEqual((await made.find(all, cells(8))).heads, []);
  assert.equal(coordinator.calls.length, 1);
  coordinator.on("GET", path, { ...makeResults({ groups: [band("fine-tuned", 0, 3), band("from-scratch", 4, 7)] }), total: 65 });
  assert.equal((await made.find({ where: "x = 1", orderBy: "" }, cells(8))).bands.length, 1);
});

test("find_HeadsWithoutAnAnswer_KeepsTheBands", async () => {
  const { coordinator, made } = bands();
  coordinator.on("GET", path, (call: { query: URLSearchParams }) => (call.query.has("groupBy") ? usual(call) : Refusal.of(500, "…")));
  const { bands: found, heads } = await made.find(all, cells(8));
  assert.deepEqual([found.length, heads.length], [2, 0]);
});
