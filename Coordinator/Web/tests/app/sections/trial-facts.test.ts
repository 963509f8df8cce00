import "../../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { classBars, trialFacts, trialWarnings } from "../../../src/app/sections/trial-facts";
import { textOf, textsOf } from "../../acts";

const values = {
  sweep: "study", trial: 3, dataset: "cifar10", architecture: "vgg16", sparsity: 0.9, seed: 1, width: 0.5, state: "completed", top1: 24.9435, top5: null, parameters: 214_357,
  parameters_nonzero: 15_921, compression: 13.4638, size_bytes: 879_316, seconds: 7.327, stage_id: "ab", warnings: ["<b>rare</b>"], at_chance: 1, top1_per_class: [0, 75.5],
};

test("trialFacts_Values_AreGroupedWithNamesAndUnits", () => {
  const sections = trialFacts(values, new Map([["top1", "percent of the test set"]]));
  assert.deepEqual(sections.map((section) => [textOf(section.querySelector("h3")), textsOf(section, "dt, dd").join("|")]), [
    ["", "data set|cifar10|architecture|vgg16|sparsity|90 %|seed|1|width|0.5"],
    ["Accuracy", "top-1|24.94 %"],
    ["Size", "parameters left|15,921 of 214,357|compression|13.46×|size|859 KiB"],
    ["Run", "stage time|7.3 s"],
  ]);
  assert.equal(sections[1]!.querySelector("dt")!.title, "top1: percent of the test set");
});

test("trialWarnings_ListAndChance_AreShown", () => {
  assert.deepEqual(textsOf(trialWarnings(values)!, "div"), ["<b>rare</b>", "The network does no better than guessing."]);
  assert.equal(trialWarnings({ ...values, warnings: null, at_chance: 0 }), null);
});

test("classBars_ChosenClasses_HaveTheirNames", () => {
  assert.deepEqual(textsOf(classBars(values, "[3, 8]")!, "dt, dd"), ["cat", "0.00 %", "ship", "75.50 %"]);
  assert.deepEqual(textsOf(classBars(values, "all")!, "dt"), ["airplane", "automobile"]);
  assert.deepEqual(textsOf(classBars({ ...values, dataset: "caltech101" }, "[3, 8]")!, "dt"), ["class 3", "class 8"]);
  assert.equal(classBars({ ...values, top1_per_class: null }, "all"), null);
});
