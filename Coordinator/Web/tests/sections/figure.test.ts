import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import type { BestSparsity, Bound, Report, Study, StudyRow } from "../../src/model";
import { figureSection } from "../../src/sections/figure";
import { costSection } from "../../src/sections/cost";
import { header } from "../../src/sections/header";
import { legend } from "../../src/sections/legend";
import { find, isShown, rowsOf, textOf, textsOf } from "../acts";

const best = (sparsity: number | null, bound: Bound = "exact", more: Partial<BestSparsity> = {}): BestSparsity =>
  ({ sparsity, bound, dense_top1: 92.346, top1: 91.5, compression: 9.876, seeds: 3, interval: null, break_point: null, note: null, ...more });
const row = (tuned: BestSparsity | null, scratch: BestSparsity | null, gain: number | null, bound: Bound = "exact"): StudyRow =>
  ({ dataset: "cifar10", architecture: "vgg16", axes: { width: "0.5" }, fine_tuned: tuned, from_scratch: scratch, gain, gain_bound: bound,
    gain_estimate: gain === null ? null : { value: gain, interval: null, verdict: "further", seeds_needed: null }, verdict: "further", answer: "", differences: [] });
const study = (...figure: StudyRow[]): Study => ({ sweep: "study", tolerance: 0.5, axes: ["width"], levels: [], figure, answer: "Further in 1 of 1." });
const cells = (...rows: StudyRow[]) => rowsOf(figureSection(study(...rows)).element)[0]!;

test("figureSection_Row_ShowsBothModesAndTheGain", () => {
  assert.deepEqual(cells(row(best(0.9), best(0.8), 0.1)).slice(0, 6), ["cifar10", "vgg16", "0.5",
    "80 %top-1 91.50 %, dense 92.35 %; 9.88× smaller", "90 %top-1 91.50 %, dense 92.35 %; 9.88× smaller", "+10 points"]);
});

test("figureSection_Gain_HasItsSignBoundAndInterval", () => {
  const beyond = (is: boolean) => ({ break_point: { sparsity: 0.9, is_beyond: is, interval: null, seeds: 3, images: 100 } });
  const gain = (value: number | null, more: Partial<StudyRow["gain_estimate"]> = {}, tuned = best(0.9), scratch = best(0.8)) => {
    const made = row(tuned, scratch, value);
    return cells({ ...made, gain_estimate: made.gain_estimate && { ...made.gain_estimate, ...more }, verdict: more?.verdict ?? made.verdict })[5];
  };
  assert.equal(gain(0), "0 points");
  assert.equal(gain(-0.05), "−5 points");
  // 0.95 − 0.9 is 0.04999999999999993 in binary.
  assert.equal(gain(0.95 - 0.9, {}, best(0.95, "at-least", beyond(true))), "≥ +5 points");
  assert.equal(gain(0.1, {}, best(0.9), best(0.8, "at-least", beyond(true))), "≤ +10 points");
  assert.equal(gain(0.1, { interval: { low: -0.0204, high: null }, verdict: "unresolved" }), "+10 points[−2, …]not resolved");
  assert.equal(gain(null), "n/a");
});

test("figureSection_Interval_IsBesideTheLevel", () => {
  assert.match(cells(row(best(0.9, "exact", { interval: { low: 0.8, high: 0.95 } }), best(0.8, "exact", { interval: { low: 0.5, high: null } }), 0.1)).slice(3, 5).join("|"),
    /^80 % \[50 %, …\]top-1 .*\|90 % \[80 %, 95 %\]top-1 /);
});

test("figureSection_SeveralComparisons_ShowsTheirAnswers", () => {
  const said = (...rows: StudyRow[]) => { const list = find(figureSection(study(...rows)).element, "ul"); return isShown(list) ? textsOf(list, "li") : null; };
  const compared = { ...row(best(0.9), best(0.8), 0.1), answer: "cifar10: <b>further</b>" };
  assert.equal(said(compared, row(best(0.9), null, null)), null);
  assert.deepEqual(said(compared, { ...compared, answer: "svhn: no answer" }), ["cifar10: <b>further</b>.", "svhn: no answer."]);
});

test("figureSection_Differences_AreListedByLevel", () => {
  const { element } = figureSection(study({ ...row(best(0.9), best(0.8), 0.1), differences: [
    { sparsity: 0.5, seeds: 3, difference: 1.234, interval: { low: -0.1, high: 2.5 }, p_value: 0.03, adjusted: 0.06 },
    { sparsity: 0.9, seeds: 1, difference: -4, interval: null, p_value: null, adjusted: null }] }));
  assert.deepEqual(rowsOf(find(element, "details")).map((cells) => cells.slice(3)), [
    ["50 %", "3", "+1.23", "−0.1 to +2.5", "0.060"], ["90 %", "1", "−4", "n/a", "n/a"]]);
});

test("figureSection_MissingValues_AreNamed", () => {
  const [, , , scratch, tuned] = cells(row(best(null, "not-available"), null, null));
  assert.deepEqual([scratch, tuned], ["not in the grid", "n/a"]);
  assert.equal(cells(row(best(0.95, "at-least"), null, null))[4]!.startsWith("≥ 95 %"), true);
});

test("figureSection_Notes_HaveAColumnOnlyIfThereAreAny", () => {
  assert.equal(cells(row(best(0.9), best(0.8), 0.1)).length, 7);
  assert.equal(cells(row(best(0.9, "exact", { note: "<b>one</b> seed" }), best(0.8), 0.1))[7], "fine-tuned: <b>one</b> seed");
});

test("figureSection_Dumbbell_IsAtTheSparsity", () => {
  const { element } = figureSection(study(row(best(0.75), best(0.25, "at-least"), 0.5)));
  const drawing = find(element, "td svg") as unknown as SVGElement;
  // 0 to 100 % spans 8 to 212 pixels: 75 % is at 161, 25 % at 59.
  assert.equal(drawing.querySelector("circle")!.getAttribute("cx"), "161");
  assert.equal(drawing.querySelector("circle")!.getAttribute("cy"), "14");
  assert.ok(drawing.querySelector("path.from-scratch")!.getAttribute("d")!.startsWith("M59 7.5"));
  // An arrow points onward where the grid ended.
  assert.equal(drawing.querySelector("path.thin")!.getAttribute("d"), "M67 10l4 4-4 4");
});

test("figureSection_FiguresAtOnePlace_AreMovedApart", () => {
  const { element } = figureSection(study(row(best(0.5), best(0.5), 0)));
  assert.equal(element.querySelector("td circle")!.getAttribute("cy"), "20");
  assert.ok(element.querySelector("td path")!.getAttribute("d")!.startsWith("M110 1.5"));
});

test("figureSection_Update_ShowsTheTolerance", () => {
  const section = figureSection(study());
  assert.match(textOf(find(section.element, ".lead")), /within 0\.5 percentage points of/);
  assert.ok(isShown(find(section.element, ".empty")));
  section.update({ ...study(row(best(0.9), null, null)), tolerance: 2 });
  assert.match(textOf(find(section.element, ".lead")), /within 2 percentage points of/);
  assert.ok(!isShown(find(section.element, ".empty")));
});

const report = (figure: StudyRow[], more: Partial<Report> = {}) => ({
  sweep: "study", state: "completed", tolerance: 1, figure, trials: [], fields: [], levels: [], axes: [], answer: "It is <b>so</b>.", description: "", notes: "", ...more }) as unknown as Report;
test("header_Trials_AreCountedByState", () => {
  const fields = ["dataset", "architecture", "seed", "state", "warnings"].map((name) => ({ name, kind: "text" as const, meaning: "" }));
  const trial = (state: string, warnings: string[] | null, seed = 1) => ["<i>set</i>", "vgg16", seed, state, warnings];
  const element = header(report([], { fields, state: "paused", trials: [
    trial("completed", ["rare"]), trial("completed", ["<b>often</b>"], 2), trial("failed", ["<b>often</b>"]), trial("cancelled", null), trial("pending", null)] }));
  assert.equal(textsOf(element, ".facts").at(-1), "2 of 5 trials completed · 1 failed · 1 cancelled");
  assert.equal(textOf(find(element, ".answer")), "So far, with 2 of 5 trials: It is <b>so</b>.");
  assert.match(textOf(find(element, ".notice")), /^This sweep is paused: 1 trial still open\./);
  assert.deepEqual(textsOf(element, "li"), ["<b>often</b> (2 trials)", "rare (1 trial)"]);
  assert.equal(element.querySelector("b, i"), null);
});

test("header_DescriptionAndNotes_AreShownAsWritten", () => {
  const element = header(report([], { description: "Digits <i>alone</i>", notes: "first\n<b>second</b>" }));
  assert.match(textOf(element), /Digits <i>alone<\/i>/);
  assert.equal(find(element, ".notes-text").textContent, "first\n<b>second</b>");
  assert.equal(header(report([])).querySelector(".notes-text"), null);
});

test("costSection_Report_ComparesWithUnsharedTime", () => {
  assert.deepEqual(textsOf(costSection({ spent_seconds: 3600, saved_seconds: 3600 }), "dt, dd"), ["spent", "1.0 h", "without sharing", "2.0 h"]);
  assert.match(textOf(costSection({ spent_seconds: 3600, saved_seconds: 0 })), /has saved nothing yet/);
});

test("legend_Plots_ExplainsEveryMark", () => {
  assert.deepEqual(textsOf(legend(2), "li"), ["fine-tuned", "from scratch", "± 1 standard deviation over seeds", "dense network − 2 points", "largest sparsity that keeps it", "where it stands on the axis"]);
});
