import assert from "node:assert/strict";
import test from "node:test";
import type { Curve, Level, Mode, StudyRow } from "../src/model";
import { keyOf, panelsOf, titleOf } from "../src/panels";

const place = (dataset: string, axes: Record<string, string> = {}) => ({ dataset, architecture: "vgg16", axes });
const level = (dataset: string, mode: Mode, sparsity: number, axes = {}) => ({ ...place(dataset, axes), mode, sparsity }) as Level;
const row = (dataset: string, axes = {}) => ({ ...place(dataset, axes), gain: 0.1 }) as StudyRow;
const curve = (dataset: string) => ({ ...place(dataset), seed: 1 }) as Curve;

test("panelsOf_LevelsFigureAndCurves_AreJoinedByNetwork", () => {
  const panels = panelsOf({
    levels: [level("cifar10", "fine-tuned", 0), level("svhn", "fine-tuned", 0), level("cifar10", "from-scratch", 0), level("cifar10", "fine-tuned", 0.5)],
    figure: [row("svhn"), row("cifar10")], curves: [curve("cifar10")],
  });
  assert.deepEqual(panels.map(({ dataset }) => dataset), ["cifar10", "svhn"]);
  const [first, second] = panels;
  assert.deepEqual(first?.levels.get("fine-tuned")?.map(({ sparsity }) => sparsity), [0, 0.5]);
  assert.equal(first?.levels.get("from-scratch")?.length, 1);
  assert.equal(first?.study?.dataset, "cifar10");
  assert.equal(first?.curves.length, 1);
  assert.equal(second?.curves.length, 0);
});

test("panelsOf_FurtherAxes_SeparateNetworks", () => {
  const panels = panelsOf({ levels: [level("cifar10", "fine-tuned", 0, { width: "1" }), level("cifar10", "fine-tuned", 0, { width: "0.5" })], figure: [row("cifar10", { width: "0.5" })] });
  assert.deepEqual(panels.map(({ axes, study }) => [axes["width"], study !== null]), [["1", false], ["0.5", true]]);
});

test("keyOf_OrderOfAxes_DoesNotMatter", () => {
  assert.equal(keyOf(place("a", { x: "1", y: "2" })), keyOf(place("a", { y: "2", x: "1" })));
  assert.notEqual(keyOf(place("a", { x: "1" })), keyOf(place("a", { x: "2" })));
});

test("titleOf_Axes_FollowTheNetwork", () => {
  assert.equal(titleOf(place("cifar10", { width: "0.5", lr: "0.1" })), "vgg16 on cifar10 · width 0.5 · lr 0.1");
});
