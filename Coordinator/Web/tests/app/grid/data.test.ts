import assert from "node:assert/strict";
import test from "node:test";
import type { GetGridResponse, ResultGroup } from "../../../src/api/types";
import { bandsOf, cellsOf, firstTrialOf, headsOf, spanOf, trialsIn } from "../../../src/app/grid/data";

const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString("base64");
const answer = (more: Partial<GetGridResponse>): GetGridResponse =>
  ({ trials: 3, perCell: 1, states: Buffer.from([2, 3, 0]).toString("base64"), values: floats(91.5, NaN, NaN), first: "", counts: { completed: 1, failed: 1, pending: 1 }, ...more });
const group = (key: string, min: number, max: number, trials = max - min + 1): ResultGroup =>
  ({ key: [key], trials, completed: 0, failed: 0, metrics: [{ metric: "trial", count: trials, min, max }] });

test("cellsOf_Bytes_StatesAndValues", () => {
  const cells = cellsOf(answer({}));
  assert.deepEqual([...cells.states], [2, 3, 0]);
  assert.equal(cells.values[0], 91.5);
  assert.ok(Number.isNaN(cells.values[1]));
  assert.equal(firstTrialOf(cells, 2), 2);
  assert.deepEqual(cells.counts, { pending: 1, running: 0, completed: 1, failed: 1, cancelled: 0 });
});

test("cellsOf_First_NamesTheTrials", () => {
  const first = Buffer.from(Uint32Array.of(70_000, 5, 9).buffer).toString("base64");
  assert.deepEqual([0, 1, 2].map((cell) => firstTrialOf(cellsOf(answer({ first })), cell)), [70_000, 5, 9]);
});

test("trialsIn_LastCell_MayHaveFewer", () => {
  const cells = cellsOf(answer({ trials: 25, perCell: 10 }));
  assert.deepEqual([0, 1, 2].map((cell) => trialsIn(cells, cell)), [10, 10, 5]);
  assert.equal(firstTrialOf(cells, 2), 20);
});

test("cellsOf_Nothing_IsEmpty", () => {
  const cells = cellsOf(answer({ trials: 0, states: "", values: "", counts: {} }));
  assert.equal(cells.count, 0);
  assert.equal(spanOf(cells.values), null);
});

test("bandsOf_GroupsInOrder_FollowEachOther", () => {
  const cells = cellsOf(answer({ trials: 3 }));
  assert.deepEqual(bandsOf([group("b", 1, 2), group("a", 0, 0)], cells),
    [{ label: "a", start: 0, count: 1 }, { label: "b", start: 1, count: 2 }]);
});

test("bandsOf_FilteredTrials_UsesCountsInsteadOfPositions", () => {
  const cells = cellsOf(answer({ trials: 3 }));
  assert.deepEqual(bandsOf([group("a", 10, 19, 1), group("b", 40, 90, 2)], cells).map(({ start, count }) => [start, count]), [[0, 1], [1, 2]]);
});

test("bandsOf_InterleavedGroups_ReturnsOneBand", () => {
  const cells = cellsOf(answer({ trials: 3 }));
  assert.deepEqual(bandsOf([group("a", 0, 2, 2), group("b", 1, 1)], cells), [{ label: "", start: 0, count: 3 }]);
});

test("bandsOf_SharedCells_ContainsEveryCellOnce", () => {
  const cells = { ...cellsOf(answer({ trials: 25, perCell: 10 })), count: 3 };
  const bands = bandsOf([group("a", 0, 11), group("b", 12, 24)], cells);
  assert.equal(bands.reduce((sum, { count }) => sum + count, 0), 3);
  assert.deepEqual(bands.map(({ start }) => start), [0, 2]);
});

test("headsOf_Values_JoinsEqualNeighbours", () => {
  assert.deepEqual(headsOf(["0", "0", "50", "50"]), [{ label: "0", start: 0, count: 2 }, { label: "50", start: 2, count: 2 }]);
});

test("spanOf_OutliersAmongMany_AreLeftOut", () => {
  const values = Float32Array.from({ length: 1000 }, (_, index) => (index === 0 ? 10 : 90 + index / 1000));
  const span = spanOf(values)!;
  assert.ok(span.low > 89 && span.min === 10);
});

test("spanOf_OneValueRepeated_IsItself", () => {
  assert.deepEqual(spanOf(Float32Array.of(5, 5, NaN)), { low: 5, high: 5, min: 5, max: 5 });
});
