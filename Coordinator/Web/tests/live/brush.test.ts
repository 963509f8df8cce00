import "../browser";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Axis, Interval } from "../../src/charts/parallel";
import { brushControls } from "../../src/live/brush";
import { button, choose, find, write } from "../acts";

const number: Axis = { field: "top1", label: "top-1", index: 0, categories: null, low: 0, high: 100 };
const text: Axis = { field: "mode", label: "mode", index: 1, categories: ["from-scratch", "fine-tuned"], low: 0, high: 1 };
let brushed = new Map<string, Interval>();
let changes = 0;
let controls = brushControls(brushed, () => undefined);
const box = (end: "least" | "most") => find<HTMLInputElement>(controls.element, `[aria-label="top-1, ${end}"]`);

beforeEach(() => {
  brushed = new Map();
  changes = 0;
  controls = brushControls(brushed, () => changes++);
  document.body.replaceChildren(controls.element);
  controls.show([number, text]);
});

test("boxes_LowestAndHighest_SetAnInterval", () => {
  write(box("least"), "80.5", "change");
  assert.deepEqual(brushed.get("top1"), [80.5, Infinity]);
  write(box("most"), "90", "change");
  assert.deepEqual(brushed.get("top1"), [80.5, 90]);
  write(box("least"), "", "change");
  assert.deepEqual(brushed.get("top1"), [-Infinity, 90]);
  write(box("most"), "", "change");
  assert.ok(!brushed.has("top1"));
  assert.equal(changes, 4);
});

test("select_Category_SelectsOnlyItsIndex", () => {
  const select = find<HTMLSelectElement>(controls.element, "select");
  choose(select, "1");
  assert.deepEqual(brushed.get("mode"), [1, 1]);
  choose(select, "");
  assert.ok(!brushed.has("mode"));
});

test("show_BrushedInThePlot_AppearsInTheBoxes", () => {
  brushed.set("top1", [12.345678, 90]).set("mode", [0, 0]);
  controls.show([number, text]);
  assert.deepEqual([box("least").value, box("most").value], ["12.35", "90"]);
  assert.equal(find<HTMLSelectElement>(controls.element, "select").value, "0");
  // Several categories are not a single choice.
  brushed.set("mode", [0, 1]);
  controls.show([number, text]);
  assert.equal(find<HTMLSelectElement>(controls.element, "select").value, "");
});

test("boxes_OtherEndChanged_KeepsTheBrushedEndsDigits", () => {
  brushed.set("top1", [12.345678, 90]);
  controls.show([number, text]);
  write(box("most"), "95", "change");
  assert.deepEqual(brushed.get("top1"), [12.345678, 95]);
});

test("show_NewsWhileTyping_LeaveTheBoxUnchanged", () => {
  const least = box("least");
  least.focus();
  least.value = "8";
  controls.show([number, text]);
  assert.equal(box("least"), least);
  assert.equal(least.value, "8");
});

test("show_OtherAxes_ReplacesTheBoxes", () => {
  controls.show([{ ...number, field: "loss", label: "test loss" }]);
  assert.equal(controls.element.querySelector("[aria-label^='top-1']"), null);
  assert.ok(find(controls.element, "[aria-label='test loss, least']"));
});

test("clear_Intervals_RemovesAll", () => {
  write(box("least"), "80", "change");
  choose(find<HTMLSelectElement>(controls.element, "select"), "1");
  button(controls.element, "Clear").click();
  assert.equal(brushed.size, 0);
  assert.equal(box("least").value, "");
  assert.equal(find<HTMLSelectElement>(controls.element, "select").value, "");
  assert.equal(changes, 3);
});
