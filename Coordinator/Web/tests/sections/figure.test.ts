import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import type { BestSparsity, Bound, Report, Study, StudyRow } from "../../src/model";
import { figureSection } from "../../src/sections/figure";
import { answer, header } from "../../src/sections/header";
import { find, isShown, rowsOf, textOf, textsOf } from "../acts";

const best = (sparsity: number | null, bound: Bound = "exact", more: Partial<BestSparsity> = {}): BestSparsity =>
  ({ sparsity, bound, dense_top1: 92.346, top1: 91.5, compression: 9.876, seeds: 3, note: null, ...more });
const row = (tuned: BestSparsity | null, scratch: BestSparsity | null, gain: number | null, bound: Bound = "exact"): StudyRow =>
  ({ dataset: "cifar10", architecture: "vgg16", axes: { width: "0.5" }, fine_tuned: tuned, from_scratch: scratch, gain, gain_bound: bound });
const study = (...figure: StudyRow[]): Study => ({ sweep: "study", tolerance: 0.5, axes: ["width"], levels: [], figure });
const cells = (...rows: StudyRow[]) => rowsOf(figureSection(study(...rows)).element)[0]!;

test("figureSection_Row_BothModesAndTheGain", () => {
  assert.deepEqual(cells(row(best(0.9), best(0.8), 0.1)).slice(0, 6), ["cifar10", "vgg16", "0.5",
    "80 %top-1 91.50 %, dense 92.35 %; 9.88× smaller", "90 %top-1 91.50 %, dense 92.35 %; 9.88× smaller", "+10 points"]);
});

test("figureSection_Gain_HasItsSignAndBound", () => {
  const gain = (value: number | null, bound: Bound = "exact") => cells(row(best(0.9), best(0.8), value, bound))[5];
  assert.equal(gain(0), "0 points");
  assert.equal(gain(-0.05), "−5 points");
  // 0.95 − 0.9 is 0.04999999999999993 in binary.
  assert.equal(gain(0.95 - 0.9, "at-least"), "≥ +5 points");
  assert.equal(gain(null), "n/a");
});

test("figureSection_WhatIsMissing_IsSaid", () => {
  const [, , , scratch, tuned] = cells(row(best(null, "not-available"), null, null));
  assert.deepEqual([scratch, tuned], ["not in the grid", "n/a"]);
  assert.equal(cells(row(best(0.95, "at-least"), null, null))[4]!.startsWith("≥ 95 %"), true);
});

test("figureSection_Notes_AreAColumnOnlyWhenThereAreSome", () => {
  assert.equal(cells(row(best(0.9), best(0.8), 0.1)).length, 7);
  assert.equal(cells(row(best(0.9, "exact", { note: "<b>one</b> seed" }), best(0.8), 0.1))[7], "fine-tuned: <b>one</b> seed");
});

test("figureSection_Dumbbell_StandsWhereTheSparsityIs", () => {
  const { element } = figureSection(study(row(best(0.75), best(0.25, "at-least"), 0.5)));
  const drawing = find(element, "td svg") as unknown as SVGElement;
  // From 8 to 212 pixels for 0 to 100 %: 75 % is at 161, 25 % at 59.
  assert.equal(drawing.querySelector("circle")!.getAttribute("cx"), "161");
  assert.equal(drawing.querySelector("circle")!.getAttribute("cy"), "14");
  assert.ok(drawing.querySelector("path.from-scratch")!.getAttribute("d")!.startsWith("M59 7.5"));
  // An arrow onward where the grid ended.
  assert.equal(drawing.querySelector("path.thin")!.getAttribute("d"), "M67 10l4 4-4 4");
});

test("figureSection_FiguresAtOnePlace_StandApart", () => {
  const { element } = figureSection(study(row(best(0.5), best(0.5), 0)));
  assert.equal(element.querySelector("td circle")!.getAttribute("cy"), "20");
  assert.ok(element.querySelector("td path")!.getAttribute("d")!.startsWith("M110 1.5"));
});

test("figureSection_Update_SaysTheToleranceThatWasUsed", () => {
  const section = figureSection(study());
  assert.match(textOf(find(section.element, ".lead")), /within 0\.5 percentage points of/);
  assert.ok(isShown(find(section.element, ".empty")));
  section.update({ ...study(row(best(0.9), null, null)), tolerance: 2 });
  assert.match(textOf(find(section.element, ".lead")), /within 2 percentage points of/);
  assert.ok(!isShown(find(section.element, ".empty")));
});

const report = (figure: StudyRow[], more: Partial<Report> = {}) => ({
  sweep: "study", state: "completed", tolerance: 1, figure, trials: [], fields: [], levels: [], ...more }) as unknown as Report;
const said = (...figure: StudyRow[]) => answer(report(figure));

test("answer_Comparisons_AreCountedAsSurelyAsTheyAreKnown", () => {
  const text = said(row(best(0.9), best(0.8), 0.1), row(best(0.9), best(0.8), 0.1, "at-least"), row(best(0.9), best(0.8), 0.1, "at-most"),
    row(best(0.8), best(0.8), 0), row(best(0.8), best(0.9), -0.1), row(best(0.8), best(0.8), 0, "at-least"), row(null, best(0.5), null));
  assert.match(text, /further in 2, equally far in 1, less far in 1, undecided in 2 of 6 comparisons/);
  assert.match(text, /within 1 point of/);
});

test("answer_NothingToCompare_ClaimsNothing", () => {
  assert.match(said(), /Not enough trials are completed to say/);
  assert.match(said(row(best(0.9), null, null)), /no pair of training modes/);
  const open = row(best(0.9, "at-least"), best(0.9, "at-least"), null);
  assert.match(said(open), /only higher levels could tell/);
  // Not while more may come.
  assert.match(answer(report([open], { state: "running" })), /no pair of training modes/);
});

test("header_Trials_AreCountedByWhatBecameOfThem", () => {
  const fields = ["dataset", "architecture", "seed", "state", "warnings"].map((name) => ({ name, kind: "text" as const, meaning: "" }));
  const trial = (state: string, warnings: string[] | null, seed = 1) => ["<i>set</i>", "vgg16", seed, state, warnings];
  const element = header(report([], { fields, state: "paused", trials: [
    trial("completed", ["rare"]), trial("completed", ["<b>often</b>"], 2), trial("failed", ["<b>often</b>"]), trial("cancelled", null), trial("pending", null)] }));
  assert.equal(textOf(find(element, ".facts")), "2 of 5 trials completed · 1 failed · 1 cancelled · 1 data set · 1 architecture · 2 seeds");
  assert.match(textOf(find(element, ".notice")), /^This sweep is paused: 1 trial still open\./);
  assert.deepEqual(textsOf(element, "li"), ["<b>often</b> (2 trials)", "rare (1 trial)"]);
  assert.equal(element.querySelector("b, i"), null);
});
