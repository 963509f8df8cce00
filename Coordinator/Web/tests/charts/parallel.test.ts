import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { axesOf, parallelOption, passes, placeOn, type Axis } from "../../src/charts/parallel";
import type { Value } from "../../src/model";
import { theme } from "../../src/theme";

const fields = ["dataset", "mode", "sparsity", "batch", "top1"];
const lines: Value[][] = [
  ["cifar10", "fine-tuned", 0, "64", 90],
  ["cifar10", "from-scratch", 0.5, "128", 80],
  ["cifar10", "from-scratch", 0.9, "64", null],
];
const { axes, same } = axesOf(fields, (field) => field.toUpperCase(), lines);
const axis = (field: string) => axes.find((candidate) => candidate.field === field)!;

interface Drawn { parallelAxis: { name: string; type: string; nameGap: number; axisLabel: { formatter(value: unknown): string } }[]; series: { data: { value: unknown[]; lineStyle: { color: string } }[]; lineStyle: { opacity: number } }[] }
const drawn = (colourBy: Axis | undefined, width = 1000, more = lines) => parallelOption(axes, more, colourBy, theme(), width) as unknown as Drawn;

test("axesOf_Fields_DifferingOnesAreAxes", () => {
  assert.deepEqual(axes.map(({ field }) => field), ["mode", "sparsity", "batch", "top1"]);
  assert.deepEqual(same, [["DATASET", "cifar10"]]);
});

test("axesOf_Numbers_SpanFromLowestToHighest", () => {
  assert.deepEqual(axis("sparsity"), { field: "sparsity", label: "SPARSITY", index: 2, categories: null, low: 0, high: 0.9 });
  assert.deepEqual([axis("top1").low, axis("top1").high], [80, 90]);
});

test("axesOf_Texts_AreOrderedByNumberFromTheTop", () => {
  // From the bottom, 128 is below 64: texts that are numbers are ordered by value.
  assert.deepEqual(axis("batch").categories, ["128", "64"]);
  assert.deepEqual(axis("mode").categories, ["from-scratch", "fine-tuned"]);
});

test("axesOf_NothingMeasured_HasNoAxis", () => {
  assert.deepEqual(axesOf(["a", "b"], String, [[null, 1], [null, 1]]), { axes: [], same: [["b", "1"]] });
  assert.deepEqual(axesOf(["a"], String, []), { axes: [], same: [] });
});

test("axesOf_NumbersAndTexts_AreTexts", () => {
  const mixed = axesOf(["x"], String, [[1], ["auto"]]).axes[0];
  assert.deepEqual(mixed?.categories, ["auto", "1"]);
});

test("placeOn_NumberTextOrNothing_IsThePositionOrNull", () => {
  assert.equal(placeOn(axis("sparsity"), lines[1]!), 0.5);
  assert.equal(placeOn(axis("batch"), lines[0]!), 1);
  assert.equal(placeOn(axis("top1"), lines[2]!), null);
});

test("passes_BrushedIntervals_RequiresAllOfThemEndsIncluded", () => {
  const through = (brushed: [string, [number, number]][]) => lines.map((line) => passes(axes, new Map(brushed), line));
  assert.deepEqual(through([]), [true, true, true]);
  assert.deepEqual(through([["sparsity", [0.5, 0.9]]]), [false, true, true]);
  assert.deepEqual(through([["sparsity", [0.5, 0.9]], ["batch", [1, 1]]]), [false, false, true]);
  // A missing value is in no interval.
  assert.deepEqual(through([["top1", [-Infinity, Infinity]]]), [true, true, false]);
});

test("parallelOption_Lines_AreColouredAlongTheRamp", () => {
  const { lineRamp } = theme();
  const hex = (text: string) => `rgb(${[1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)).join(", ")})`;
  const [most, least, unknown] = drawn(axis("top1")).series[0]!.data;
  assert.equal(most?.lineStyle.color, hex(lineRamp.at(-1)!));
  assert.equal(least?.lineStyle.color, hex(lineRamp[0]!));
  assert.equal(unknown?.lineStyle.color, theme().muted);
  assert.deepEqual(unknown?.value, ["from-scratch", 0.9, "64", "-"]);
  assert.equal(drawn(undefined).series[0]!.data[0]!.lineStyle.color, theme().muted);
});

test("parallelOption_Labels_AreShortInTheFieldsUnit", () => {
  const [mode, sparsity, , top1] = drawn(undefined).parallelAxis;
  assert.equal(mode?.axisLabel.formatter("a-very-long-category"), "a-very-long-c…");
  assert.equal(mode?.axisLabel.formatter("from-scratch"), "from-scratch");
  assert.equal(sparsity?.axisLabel.formatter(0.9), "90\u202f%");
  assert.equal(top1?.axisLabel.formatter(87.6543), "87.65");
});

test("parallelOption_LittleRoom_PutsNamesOnTwoLevels", () => {
  // Four axes just fit into 440 pixels.
  assert.deepEqual(drawn(undefined, 440).parallelAxis.map(({ nameGap }) => nameGap), [12, 12, 12, 12]);
  assert.deepEqual(drawn(undefined, 439).parallelAxis.map(({ nameGap }) => nameGap), [12, 28, 12, 28]);
});

test("parallelOption_ManyLines_AreFainter", () => {
  const many = Array.from({ length: 401 }, () => lines[0]!);
  assert.ok(drawn(undefined, 1000, many).series[0]!.lineStyle.opacity < drawn(undefined, 1000, many.slice(1)).series[0]!.lineStyle.opacity);
});
