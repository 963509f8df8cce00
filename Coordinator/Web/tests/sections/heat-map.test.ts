import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import type { BestSparsity, Level, Mode, Study, StudyRow, Summary } from "../../src/model";
import { heatMap } from "../../src/sections/heat-map";
import { find, rowsOf, textOf, textsOf } from "../acts";

const none: Summary = { count: 0, mean: null, std: null, min: null, max: null };
const level = (architecture: string, mode: Mode, sparsity: number, top1: number | null, more: Partial<Level> = {}): Level => ({
  dataset: "mnist", architecture, axes: {}, mode, sparsity, trials: 3, completed: top1 === null ? 0 : 3, failed: 0,
  metrics: { top1: top1 === null ? none : { count: 3, mean: top1, std: 0.26, min: null, max: null }, top5: none, loss: none, compression: none }, ...more,
});
const study = (levels: Level[], figure: StudyRow[] = []): Study => ({ sweep: "study", tolerance: 2, axes: [], levels, figure, answer: "" });
const best = (sparsity: number) => ({ sparsity, bound: "exact", dense_top1: 96 }) as BestSparsity;
const row = (architecture: string, tuned: BestSparsity, scratch: BestSparsity) =>
  ({ dataset: "mnist", architecture, axes: {}, fine_tuned: tuned, from_scratch: scratch, differences: [] }) as unknown as StudyRow;

const usual = study([
  level("vgg16", "fine-tuned", 0, 96.42), level("vgg16", "fine-tuned", 0.9, 95.44), level("vgg16", "from-scratch", 0, 80), level("vgg16", "from-scratch", 0.9, null, { failed: 3 }),
  level("mobilenet", "fine-tuned", 0, 60, { completed: 2, failed: 1 }), level("mobilenet", "fine-tuned", 0.9, null),
], [row("vgg16", best(0.9), best(0))]);

test("heatMap_Grid_HasARowPerNetworkAndModeAndAColumnPerSparsity", () => {
  const { element } = heatMap(usual);
  assert.deepEqual(textsOf(element, "thead th.number"), ["0 %", "90 %"]);
  assert.deepEqual(rowsOf(element), [
    ["vgg16 on mnist"], ["fine-tuned", "96.4± 0.3", "95.4± 0.3"], ["from scratch", "80.0± 0.3", "failed✖ 0 of 3"],
    ["mobilenet on mnist"], ["fine-tuned", "60.0± 0.3✖ 2 of 3", "pending0 of 3"]]);
});

test("heatMap_Colours_HaveOneScalePerNetwork", () => {
  const ground = (cell: Element) => (cell as HTMLElement).style.getPropertyValue("--background");
  const cells = [...heatMap(usual).element.querySelectorAll("td:not(.none)")];
  // The best of vgg16 and the only one of mobilenet have the ramp's last colour, however far apart their numbers are; the worst of vgg16
  // has its first.
  assert.equal(ground(cells[0]!), "rgb(18, 53, 112)");
  assert.equal(ground(cells[3]!), "rgb(18, 53, 112)");
  assert.equal(ground(cells[2]!), "rgb(254, 232, 56)");
  assert.deepEqual([cells[0], cells[2]].map((cell) => (cell as HTMLElement).style.color), ["#fff", "#000"]);
});

test("heatMap_LargestSparsityThatKeeps_IsFramedForEachMode", () => {
  const { element } = heatMap(usual);
  assert.deepEqual(textsOf(element, ".best-level b"), ["95.4", "80.0"]);
  assert.match(textOf(find(element, ".hint")), /^Mean ± standard deviation over 3 trials; .* within 2 points of the same mode’s dense network\.$/);
});

test("heatMap_Update_DrawsNewNumbersInPlace", () => {
  const map = heatMap(usual);
  map.update(study([level("vgg16", "fine-tuned", 0, 50)]));
  assert.deepEqual(rowsOf(map.element), [["vgg16 on mnist"], ["fine-tuned", "50.0± 0.3"]]);
  assert.doesNotMatch(textOf(find(map.element, ".hint")), /Framed/);
});
