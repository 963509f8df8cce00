import { drawingOf, resize } from "../../browser";
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { Cells } from "../../../src/app/grid/data";
import { GridView } from "../../../src/app/grid/view";
import { find, isShown, press, textsOf } from "../../acts";

const cells = (count: number): Cells => ({
  count, trials: count, perCell: 1, states: new Uint8Array(count).fill(2), values: new Float32Array(count).fill(NaN), first: null,
  counts: { pending: 0, running: 0, completed: count, failed: 0, cancelled: 0 },
});
const bands = [{ label: "first", start: 0, count: 4 }, { label: "second", start: 4, count: 4 }];
const heads = [{ label: "0 %", start: 0, count: 3 }, { label: "a long one", start: 3, count: 1 }];

let visited: [number | null, string][] = [];
let opened: number[] = [];
let view!: GridView;
const cursor = () => find(view.element, ".grid-mark.at");
const hover = () => find(view.element, ".grid-mark:not(.at)");
const pointer = (type: string, clientX: number, clientY: number) => view.element.dispatchEvent(new MouseEvent(type, { clientX, clientY, bubbles: true }));

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  visited = [];
  opened = [];
  view = new GridView({ onCell: (cell, how) => visited.push([cell, how]), onOpen: (cell) => opened.push(cell) });
  document.body.replaceChildren(view.element);
  view.show(cells(8), bands, heads, { by: "state" });
  resize(view.element, 1000, 300);
});
afterEach(() => {
  view.dispose();
  mock.timers.reset();
});

test("GridView_Size_IsLaidOutAndDrawnOnce", () => {
  mock.timers.tick(16);
  const canvas = find<HTMLCanvasElement>(view.element, "canvas");
  assert.equal(canvas.width, 1000);
  assert.equal(drawingOf(canvas).width, 1000);
  // Cells are at most 26 pixels unless zoomed. The heads take 20 pixels, then two rows with six between them.
  assert.equal(view.layout!.size, 26);
  assert.equal(view.layout!.height, 20 + 2 * (26 + 6));
});

test("GridView_Labels_ShowBandsAndTheHeadsThatFit", () => {
  assert.deepEqual(textsOf(view.element, ".grid-labels span"), ["first", "second", "0 %", "sparsity"]);
  const [, second, head] = [...view.element.querySelectorAll<HTMLElement>(".grid-labels span")];
  assert.equal(second!.style.top, `${20 + 26 + 6}px`);
  assert.deepEqual([head!.style.left, head!.style.width], ["240px", "78px"]);
});

test("GridView_Keys_MoveTheCursor", () => {
  assert.ok(!isShown(cursor()));
  // The first key press selects the first cell.
  assert.ok(press(view.element, "ArrowRight").defaultPrevented);
  press(view.element, "ArrowRight");
  press(view.element, "ArrowDown");
  assert.deepEqual(visited, [[0, "keyboard"], [1, "keyboard"], [5, "keyboard"]]);
  assert.equal(cursor().style.transform, `translate(${240 + 26}px, ${20 + 26 + 6}px)`);
  press(view.element, "Enter");
  press(view.element, " ");
  assert.deepEqual(opened, [5, 5]);
  press(view.element, "Escape");
  assert.ok(!isShown(cursor()));
  press(view.element, "Enter");
  assert.deepEqual(opened, [5, 5]);
});

test("GridView_OtherKeys_AreLeftToTheBrowser", () => {
  for (const [key, more] of [["Tab", {}], ["a", {}], ["ArrowDown", { ctrlKey: true }], ["Home", { metaKey: true }], ["+", { ctrlKey: true }], ["ArrowLeft", { altKey: true }]] as const) {
    assert.ok(!press(view.element, key, more).defaultPrevented, key);
  }
  assert.deepEqual(visited, []);
});

test("GridView_PlusAndMinus_ZoomToTheEnds", () => {
  press(view.element, "+");
  assert.equal(view.layout!.size, 32);
  press(view.element, "=");
  press(view.element, "+");
  press(view.element, "+");
  assert.equal(view.layout!.size, 40);
  // Zooming beyond the end is not counted: one step back is one step.
  press(view.element, "-");
  assert.equal(view.layout!.size, 32);
});

test("GridView_WheelWithControl_Zooms", () => {
  const wheel = (ctrlKey: boolean) => view.element.dispatchEvent(Object.assign(new Event("wheel", { cancelable: true }), { ctrlKey, deltaY: -1 }));
  wheel(true);
  assert.equal(view.layout!.size, 32);
  wheel(false);
  assert.equal(view.layout!.size, 32);
});

test("GridView_Pointer_HoversAndOpens", () => {
  pointer("pointermove", 240 + 26 + 3, 20 + 3);
  assert.deepEqual(visited, [[1, "pointer"]]);
  assert.ok(isShown(hover()));
  pointer("click", 240 + 26 + 3, 20 + 3);
  assert.deepEqual(opened, [1]);
  assert.ok(isShown(cursor()));
  pointer("pointermove", 5, 25);
  assert.ok(!isShown(hover()));
  pointer("click", 5, 25);
  assert.deepEqual(opened, [1]);
  pointer("pointerleave", 0, 0);
  assert.deepEqual(visited.at(-1), [null, "pointer"]);
});

test("GridView_FewerCells_DropACursorBeyondThem", () => {
  press(view.element, "End");
  press(view.element, "End");
  assert.deepEqual(visited.at(-1), [7, "keyboard"]);
  view.show(cells(4), [bands[0]!], [], { by: "state" });
  assert.ok(!isShown(cursor()));
  view.show(cells(0), [], [], { by: "state" });
  press(view.element, "ArrowRight");
  assert.deepEqual(visited.at(-1), [7, "keyboard"]);
});
