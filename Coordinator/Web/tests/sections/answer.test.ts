import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import type { Level, Mode, StudyRow, Verdict } from "../../src/model";
import { answerSection, type Asked } from "../../src/sections/answer";
import { find, isShown, textOf, textsOf } from "../acts";

const level = (mode: Mode, sparsity: number, architecture = "vgg16"): Level =>
  ({ dataset: "mnist", architecture, axes: { width: "0.5" }, mode, sparsity, trials: 3, completed: 3, failed: 0, metrics: {} }) as unknown as Level;
const row = (verdict: Verdict, answer: string, compares = true) =>
  ({ fine_tuned: {}, from_scratch: compares ? {} : null, verdict, answer }) as unknown as StudyRow;
const asked = (figure: StudyRow[], more: Partial<Asked> = {}): Asked => ({
  sweep: "study", tolerance: 2, axes: ["width"], figure, answer: "Further in 1 of 2.", seeds: 3, trials: 12, completed: 12, isOver: true,
  levels: [level("fine-tuned", 0), level("fine-tuned", 0.98), level("from-scratch", 0), level("from-scratch", 0.5, "mobilenet")], ...more,
});

test("answerSection_Comparisons_ShowsEachWithItsVerdict", () => {
  const { element } = answerSection(asked([row("further", "vgg16: +9 points"), row("unresolved", "<b>mobilenet</b>: not resolved"), row("no-answer", "alone", false)]));
  assert.match(textOf(find(element, ".asked")), /^How much further can fine-tuned networks be pruned .* by more than 2 points below that of the same network unpruned\?$/);
  assert.equal(textOf(find(element, ".answer")), "Further in 1 of 2.");
  assert.deepEqual(textsOf(element, "li"), ["vgg16: +9 points.", "<b>mobilenet</b>: not resolved."]);
  assert.deepEqual([...element.querySelectorAll("li")].map((line) => line.dataset["verdict"]), ["further", "unresolved"]);
  assert.equal(textOf(find(element, ".facts")), "vgg16, mobilenet on mnist · fine-tuned, from scratch · 3 sparsities from 0 % to 98 % · width 0.5 · 3 seeds · 12 trials");
});

test("answerSection_OneComparison_IsTheWholeAnswer", () => {
  const { element } = answerSection(asked([row("further", "vgg16: +9 points")]));
  assert.ok(!isShown(find(element, "ul")));
});

test("answerSection_Running_CountsTheTrialsSoFar", () => {
  const section = answerSection(asked([row("further", "a")], { isOver: false, completed: 5 }));
  assert.equal(textOf(find(section.element, ".answer")), "So far, with 5 of 12 trials: Further in 1 of 2.");
  section.update(asked([row("further", "a"), row("further", "b")], { isOver: false, completed: 0 }));
  assert.equal(textOf(find(section.element, ".answer")), "No trial has a result yet.");
  assert.ok(!isShown(find(section.element, "ul")));
});

test("answerSection_NoPairOfModes_AsksForTheLargestSparsity", () => {
  const { element } = answerSection(asked([row("no-answer", "a", false)], { tolerance: 1 }));
  assert.match(textOf(find(element, ".asked")), /^How far can these networks be pruned, before .* by more than 1 point below/);
});

test("answerSection_Searched_NamesOmittedLevels", () => {
  const section = answerSection(asked([row("further", "a")], { search: ["The search trained 65 of 416 trials.", "<b>vgg16</b>: 6 of 26 levels"] }));
  assert.deepEqual(textsOf(section.element, ".searched li"), ["The search trained 65 of 416 trials.", "<b>vgg16</b>: 6 of 26 levels"]);
  section.update(asked([row("further", "a")]));
  assert.ok(!isShown(find(section.element, ".searched")));
});
