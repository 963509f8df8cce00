import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { accuracyOption, rangeOf, type View } from "../../src/charts/accuracy";
import type { BestSparsity, Bound, Level, Mode, StudyRow, Summary } from "../../src/model";
import type { Panel } from "../../src/panels";
import { theme } from "../../src/theme";
import { textsOf } from "../acts";

const none: Summary = { count: 0, mean: null, std: null, min: null, max: null };
const of = (mean: number | null, std: number | null = null): Summary => ({ count: mean === null ? 0 : 3, mean, std, min: null, max: null });
const level = (mode: Mode, sparsity: number, top1: Summary, compression = 1 / (1 - sparsity)): Level => ({
  dataset: "cifar10", architecture: "vgg16", axes: {}, mode, sparsity, trials: 3, completed: top1.count, failed: 0,
  metrics: { top1, top5: none, loss: of(0.5, 0.1), compression: of(compression) },
});
const best = (sparsity: number | null, dense: number, bound: Bound = "exact"): BestSparsity =>
  ({ sparsity, bound, dense_top1: dense, top1: dense - 0.5, compression: 2, seeds: 3, interval: null, break_point: null, note: null });

function panel(tuned: BestSparsity | null, scratch: BestSparsity | null, ...levels: Level[]): Panel {
  const by = new Map<Mode, Level[]>();
  levels.forEach((one) => by.set(one.mode, [...(by.get(one.mode) ?? []), one]));
  return { dataset: "cifar10", architecture: "vgg16", axes: {}, levels: by, curves: [], study: { fine_tuned: tuned, from_scratch: scratch } as StudyRow };
}

const top1: View = { metric: "top1", x: "sparsity", range: null };
const usual = panel(best(0.5, 92), best(null, 88, "not-available"),
  level("fine-tuned", 0, of(92, 0.4)), level("fine-tuned", 0.5, of(91.6)), level("fine-tuned", 0.9, of(80, 2)), level("from-scratch", 0, of(88)), level("from-scratch", 0.9, of(null)));

interface Series {
  id: string;
  data: number[][];
  markLine: { data: unknown[] };
  markPoint: { data: { coord: number[]; symbolOffset?: number[] }[] };
  renderItem(_: unknown, at: { value(i: number): number; coord(point: number[]): number[] }): { children: { shape: Record<string, number> }[] };
}
interface Drawn { series: Series[]; yAxis: { min: number; max: number; name: string }; xAxis: { type: string; axisLabel: { formatter(value: number): string } }; tooltip: { formatter(hits: unknown): HTMLElement } }
const drawn = (of: Panel, view = top1, tolerance = 1) => accuracyOption(of, view, tolerance, theme()) as unknown as Drawn;
const series = (id: string, option: Drawn) => option.series.find((candidate) => candidate.id === id)!;

test("rangeOf_ErrorBarsAndToleranceLines_AreWithin", () => {
  // The lowest value is 80 − 2, the highest 92 + 0.4; the tolerance lines at 91 and 87 lie between them.
  assert.deepEqual(rangeOf(usual, top1, 1), [78, 92.4]);
  // The lowest of all is 88 − 15.
  assert.deepEqual(rangeOf(usual, top1, 15), [73, 92.4]);
  assert.deepEqual(rangeOf(usual, { ...top1, metric: "loss" }, 15), [0.4, 0.6]);
  assert.equal(rangeOf(usual, { ...top1, metric: "top5" }, 1), null);
});

test("accuracyOption_Points_AreMeansOverPercentOfSparsity", () => {
  const option = drawn(usual);
  assert.deepEqual(series("fine-tuned", option).data, [[0, 92], [50, 91.6], [90, 80]]);
  // A value that was not measured is no point.
  assert.deepEqual(series("from-scratch", option).data, [[0, 88]]);
  assert.deepEqual([option.yAxis.min, option.yAxis.max], [75, 95]);
  assert.equal(option.yAxis.name, "top-1 accuracy (%)");
});

test("accuracyOption_Compression_IsLogarithmic", () => {
  const option = drawn(usual, { ...top1, x: "compression" });
  assert.equal(option.xAxis.type, "log");
  assert.equal(option.xAxis.axisLabel.formatter(16), "16×");
  const [dense, half] = series("fine-tuned", option).data;
  assert.deepEqual([dense, half], [[1, 92], [2, 91.6]]);
});

test("accuracyOption_SharedRange_IsTheAxis", () => {
  const { yAxis } = drawn(usual, { ...top1, range: [11, 99] });
  assert.deepEqual([yAxis.min, yAxis.max], [0, 100]);
});

test("accuracyOption_ErrorBars_OnlyWhereSeedsDiffer", () => {
  assert.deepEqual(series("fine-tuned spread", drawn(usual)).data, [[0, 91.6, 92.4], [90, 78, 82]]);
  assert.deepEqual(series("from-scratch spread", drawn(usual)).data, []);
});

test("accuracyOption_ErrorBarOverTheEdge_IsCutThere", () => {
  const wide = panel(null, null, level("fine-tuned", 0, of(99, 3)), level("fine-tuned", 0.5, of(92)));
  assert.deepEqual(series("fine-tuned spread", drawn(wide)).data, [[0, 96, 100]]);
});

test("accuracyOption_ErrorBar_IsAStrokeWithTwoCaps", () => {
  const bars = series("fine-tuned spread", drawn(usual));
  // The drawing has ten pixels per unit from the top down.
  const drawing = bars.renderItem(null, { value: (i) => [50, 80, 90][i]!, coord: ([x, y]) => [x! * 10, 1000 - y! * 10] });
  // The bars are four pixels to the right of their point, because those of the other mode are four pixels to the left.
  assert.deepEqual(drawing.children.map(({ shape }) => shape), [
    { x1: 504, y1: 200, x2: 504, y2: 100 }, { x1: 500, y1: 100, x2: 508, y2: 100 }, { x1: 500, y1: 200, x2: 508, y2: 200 },
  ]);
});

test("accuracyOption_ErrorBarsOfTwoModes_AreBesideEachOther", () => {
  const place = (of: Panel, id: string) => series(id, drawn(of)).renderItem(null, { value: (i) => [50, 80, 90][i]!, coord: ([x, y]) => [x!, y!] }).children[0]!.shape["x1"];
  assert.deepEqual([place(usual, "fine-tuned spread"), place(usual, "from-scratch spread")], [54, 46]);
  // A single mode needs no offset.
  assert.equal(place(panel(null, null, level("fine-tuned", 0.5, of(90, 1))), "fine-tuned spread"), 50);
});

test("accuracyOption_Density_SpacesLevelsByTheRemainingShare", () => {
  const crowded = panel(null, null, ...[0, 0.5, 0.75, 0.96875].map((sparsity) => level("fine-tuned", sparsity, of(90))));
  const { xAxis, series: [line] } = drawn(crowded, { ...top1, x: "density" }) as unknown as {
    xAxis: { axisLabel: { customValues: number[]; formatter(value: number): string } }; series: Series[] };
  // The remaining share is halved once, twice, five times.
  assert.deepEqual(line!.data.map(([x]) => x), [-0, 1, 2, 5]);
  assert.deepEqual(xAxis.axisLabel.customValues.map(xAxis.axisLabel.formatter), ["0", "50", "75", "96.875"]);
});

test("accuracyOption_Tolerance_IsALineBelowTheDenseNetwork", () => {
  const limits = (option: Drawn, mode: string) => series(mode, option).markLine.data.flatMap((line) => (Array.isArray(line) ? [] : [(line as { yAxis: number }).yAxis]));
  assert.deepEqual(limits(drawn(usual, top1, 2.5), "fine-tuned"), [89.5]);
  assert.deepEqual(limits(drawn(usual, top1, 2.5), "from-scratch"), [85.5]);
  // A loss has no such line.
  assert.deepEqual(limits(drawn(usual, { ...top1, metric: "loss" }), "fine-tuned"), []);
});

test("accuracyOption_BestSparsity_IsMarkedDownToTheAxis", () => {
  const option = drawn(usual);
  assert.deepEqual(series("fine-tuned", option).markPoint.data.map(({ coord }) => coord), [[50, 91.6], [50, 75]]);
  assert.deepEqual(series("from-scratch", option).markPoint.data, []);
});

test("accuracyOption_BothAtOnePlace_MovesTheMarksApart", () => {
  const levels = [level("fine-tuned", 0.5, of(90)), level("from-scratch", 0.5, of(85))];
  const feet = (option: Drawn) => ["fine-tuned", "from-scratch"].map((mode) => series(mode, option).markPoint.data[1]!.symbolOffset![0]);
  assert.deepEqual(feet(drawn(panel(best(0.5, 90), best(0.5, 85), ...levels))), [6, -6]);
  const apart = panel(best(0.5, 90), best(0, 85), ...levels, level("from-scratch", 0, of(85)));
  assert.deepEqual(feet(drawn(apart)), [0, 0]);
});

test("accuracyOption_NothingMeasured_StillHasAnAxis", () => {
  const { yAxis } = drawn(panel(null, null, level("fine-tuned", 0, of(null))));
  assert.deepEqual([yAxis.min, yAxis.max], [0, 100]);
});

test("tooltip_PointsUnderThePointer_ShowsMeanDeviationAndCount", () => {
  const tip = drawn(usual).tooltip.formatter([{ seriesId: "fine-tuned", data: [0, 92] }, { seriesId: "from-scratch", data: [0, 88] }, { seriesId: "fine-tuned spread", data: [0, 1, 2] }]);
  assert.deepEqual(textsOf(tip, "strong, div"), ["sparsity 0 %", "fine-tuned: 92.00 ± 0.40 % (n = 3)", "from-scratch: 88.00 % (n = 3)"]);
  assert.deepEqual(textsOf(drawn(usual).tooltip.formatter([]), "strong, div"), [""]);
});
