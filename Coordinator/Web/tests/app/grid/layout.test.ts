import assert from "node:assert/strict";
import test from "node:test";
import type { Band } from "../../../src/app/grid/data";
import { arrange, cellAt, move, placeOf, sizes } from "../../../src/app/grid/layout";

const bands = (...counts: number[]): Band[] => {
  let start = 0;
  return counts.map((count, index) => {
    const band = { label: `band ${index}`, start, count };
    start += count;
    return band;
  });
};
const alone = (count: number): Band[] => [{ label: "", start: 0, count }];

test("arrange_FewTrials_PutsABandInARow", () => {
  const layout = arrange(bands(24, 24, 24), 1300, 600, 0, true);
  assert.ok(layout.left > 0 && layout.hasHeads);
  assert.deepEqual(layout.bands.map(({ rows }) => rows), [1, 1, 1]);
});

test("arrange_Narrow_PutsLabelsAbove", () => {
  const layout = arrange(bands(24, 24), 340, 500);
  assert.equal(layout.left, 0);
  assert.ok(layout.bands[0]!.top > 0);
});

test("arrange_HundredThousand_FitsAWideScreen", () => {
  const layout = arrange(alone(100_000), 1300, 600);
  assert.ok(layout.height <= 600, `${layout.height}`);
  assert.ok(layout.columns * layout.size <= 1300);
});

test("arrange_ZoomedFar_StopsAtTheEnds", () => {
  assert.equal(arrange(alone(100), 1000, 600, 99).size, sizes.at(-1));
  assert.equal(arrange(alone(100), 1000, 600, -99).size, sizes[0]);
});

test("cellAt_PlaceOfEveryCell_IsThatCell", () => {
  for (const layout of [arrange(bands(24, 7, 30), 1300, 600, 0, true), arrange(bands(24, 7, 300), 340, 500), arrange(alone(5000), 800, 400)]) {
    const count = layout.bands.reduce((sum, band) => sum + band.count, 0);
    for (let cell = 0; cell < count; cell++) {
      const { x, y } = placeOf(layout, cell);
      assert.equal(cellAt(layout, x + layout.size / 2, y + layout.size / 2), cell);
    }
  }
});

test("cellAt_OutsideTheCells_IsNull", () => {
  const layout = arrange(bands(24, 24), 1300, 600);
  assert.equal(cellAt(layout, 5, layout.bands[0]!.top + 1), null);
  assert.equal(cellAt(layout, layout.left + 24 * layout.size + 1, layout.bands[0]!.top + 1), null);
  assert.equal(cellAt(layout, layout.left + 1, layout.height + 50), null);
});

test("move_Arrows_StayWithinTheCells", () => {
  const layout = arrange(bands(24, 7, 24), 1300, 600);
  assert.equal(move(layout, 0, "ArrowLeft"), 0);
  assert.equal(move(layout, 0, "ArrowRight"), 1);
  assert.equal(move(layout, 54, "ArrowRight"), 54);
  assert.equal(move(layout, 3, "End"), 54);
  assert.equal(move(layout, 3, "Home"), 0);
  assert.equal(move(layout, 3, "x"), null);
});

test("move_DownAndUp_KeepTheColumnOrTheLastCell", () => {
  const layout = arrange(bands(24, 7, 24), 1300, 600);
  assert.equal(move(layout, 3, "ArrowDown"), 27);
  assert.equal(move(layout, 20, "ArrowDown"), 30);
  assert.equal(move(layout, 27, "ArrowUp"), 3);
  assert.equal(move(layout, 3, "ArrowUp"), 0);
  assert.equal(move(layout, 40, "ArrowDown"), 54);
});

test("move_ManyRows_ReachesEveryBand", () => {
  const layout = arrange(bands(500, 500), 400, 400);
  let cell = 0;
  for (let step = 0; step < 1000; step++) {
    cell = move(layout, cell, "ArrowDown")!;
  }
  assert.equal(cell, 999);
});
