import { drawingOf, type Drawing } from "../../browser";
import assert from "node:assert/strict";
import test from "node:test";
import type { Cells } from "../../../src/app/grid/data";
import type { Layout } from "../../../src/app/grid/layout";
import { paint, paletteOf, type Colouring } from "../../../src/app/grid/paint";

/** Three columns of ten pixels with gaps of two, beside a label of five: pending, running, completed; failed, cancelled. */
const layout: Layout = { size: 10, gap: 2, columns: 3, left: 5, height: 26, step: 6, hasHeads: false, bands: [{ label: "", start: 0, count: 5, top: 4, rows: 2 }] };
const cells: Cells = {
  count: 5, trials: 5, perCell: 1, states: Uint8Array.of(0, 1, 2, 3, 4), values: Float32Array.of(NaN, NaN, 100, NaN, 0), first: null,
  counts: { pending: 1, running: 1, completed: 1, failed: 1, cancelled: 1 },
};
const states = { pending: [10, 20, 30], running: [12, 20, 30], completed: [13, 20, 30], failed: [14, 20, 30], cancelled: [16, 20, 30] };

function painted(colouring: Colouring, at: Layout = layout, scroll = 0): Drawing {
  const canvas = document.createElement("canvas");
  canvas.width = 40;
  canvas.height = 30;
  paint(canvas, cells, at, scroll, colouring, paletteOf());
  return drawingOf(canvas);
}

/** The red, green and blue of a pixel; null where nothing was drawn. */
function pixel({ width, pixels }: Drawing, x: number, y: number): number[] | null {
  const [red, green, blue, alpha] = pixels.slice(4 * (y * width + x), 4 * (y * width + x) + 4);
  return alpha === 0 ? null : [red!, green!, blue!];
}

test("paint_Cells_AreWhereTheLayoutPutsThem", () => {
  const drawing = painted({ by: "state" });
  // The third cell: x from 25 to 32, y from 4 to 11.
  for (const [x, y] of [[25, 4], [32, 11]] as const) {
    assert.deepEqual(pixel(drawing, x, y), states.completed);
  }
  for (const [x, y] of [[24, 4], [33, 4], [25, 3], [25, 12]] as const) {
    assert.equal(pixel(drawing, x, y), null, `${x} ${y}`);
  }
  // The second row starts at 14 and has two cells.
  assert.deepEqual(pixel(drawing, 5, 14), states.failed);
  assert.deepEqual(pixel(drawing, 15, 14), states.cancelled);
  assert.equal(pixel(drawing, 28, 18), null);
});

test("paint_PendingOrCancelled_IsHollow", () => {
  const drawing = painted({ by: "state" });
  assert.deepEqual(pixel(drawing, 5, 4), states.pending);
  assert.equal(pixel(drawing, 9, 8), null);
  assert.equal(pixel(drawing, 19, 18), null);
  assert.deepEqual(pixel(drawing, 19, 8), states.running);
});

test("paint_SmallCells_AreNeverHollow", () => {
  const drawing = painted({ by: "state" }, { ...layout, size: 6, gap: 1 });
  assert.deepEqual(pixel(drawing, 7, 6), states.pending);
});

test("paint_ByValue_UsesTheRampAndHollowStates", () => {
  const drawing = painted({ by: "value", low: 20, high: 80 });
  // Cividis on a light background: 100 is beyond its dark end, 0 beyond its light end.
  assert.deepEqual(pixel(drawing, 28, 8), [0x12, 0x35, 0x70]);
  assert.deepEqual(pixel(drawing, 18, 18), [0xfe, 0xe8, 0x38]);
  assert.deepEqual(pixel(drawing, 5, 14), states.failed);
  assert.equal(pixel(drawing, 9, 18), null);
});

test("paint_AllValuesTheSame_AreHigh", () => {
  assert.deepEqual(pixel(painted({ by: "value", low: 100, high: 100 }), 28, 8), [0x12, 0x35, 0x70]);
});

test("paint_Scrolled_DrawsVisibleCells", () => {
  const drawing = painted({ by: "state" }, layout, 10);
  assert.deepEqual(pixel(drawing, 5, 4), states.failed);
  // The last two lines of the first row are visible.
  assert.deepEqual(pixel(drawing, 25, 1), states.completed);
  assert.equal(pixel(drawing, 25, 2), null);
});

test("paint_LargeCells_MarkStatesByShapeToo", () => {
  const large: Layout = { ...layout, size: 12, gap: 2, left: 0, bands: [{ ...layout.bands[0]!, top: 0 }] };
  assert.deepEqual(painted({ by: "state" }, large).texts, [
    { text: "▶", x: 17, y: 5.5, colour: "rgb(5, 5, 5)" }, { text: "✕", x: 5, y: 17.5, colour: "rgb(5, 5, 5)" }, { text: "–", x: 17, y: 17.5, colour: "rgb(16, 20, 30)" }]);
  // A cell with a value shows the value.
  assert.deepEqual(painted({ by: "value", low: 0, high: 1 }, large).texts.map(({ text }) => text), ["▶", "✕"]);
  assert.deepEqual(painted({ by: "state" }).texts, []);
});
