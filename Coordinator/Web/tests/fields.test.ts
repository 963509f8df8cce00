import assert from "node:assert/strict";
import test from "node:test";
import { cell, labelOf, measured, nameOf, orderable } from "../src/fields";

const plain = (text: string) => text.replaceAll("\u202f", " ");

test("cell_Fields_AreFormattedByKind", () => {
  assert.equal(cell("top1", null), "");
  assert.equal(cell("dataset", "cifar10"), "cifar10");
  assert.equal(plain(cell("sparsity", 0.9)), "90 %");
  assert.equal(plain(cell("sparsity_reached", 0.9)), "90 %");
  assert.equal(cell("top1", 90), "90.00");
  assert.equal(cell("top5", 99.999), "100.00");
  assert.equal(cell("loss", 0.314159), "0.3142");
  assert.equal(cell("parameters_nonzero", 1_472_826), "1,472,826");
  // These fields hold names, not amounts.
  assert.equal(cell("seed", 12_345), "12345");
  assert.equal(cell("trial", 70_000), "70000");
  assert.equal(cell("warnings", ["first", "second"]), "first; second");
  assert.equal(cell("layers", [0.123456, "x"]), "0.1235; x");
});

test("cell_Measurements_AreAlignedByTheDecimalPoint", () => {
  assert.deepEqual([1, 1.986, 17.7].map((value) => cell("compression", value)), ["1.00", "1.99", "17.70"]);
  assert.deepEqual([9.394, 6.4].map((value) => cell("seconds", value)), ["9.4", "6.4"]);
  assert.equal(cell("images_per_second", 11_842.4), "11,842");
});

test("measured_SingleValue_HasItsUnit", () => {
  assert.equal(plain(measured("top1", 90)), "90.00 %");
  assert.equal(measured("speedup", 2), "2.00×");
  assert.equal(plain(measured("seconds", 7.33)), "7.3 s");
  assert.equal(measured("loss", 0.5), "0.5000");
  assert.equal(measured("top1", null), "");
});

test("labelOf_Field_NamesItAndItsUnit", () => {
  assert.equal(labelOf("top1"), "top-1 (%)");
  assert.equal(labelOf("compression"), "compression (×)");
  assert.equal(labelOf("axis_mode"), "mode");
  assert.equal(nameOf("batch_norm"), "batch norm");
});

test("orderable_Fields_StartsWithMeasurements", () => {
  assert.deepEqual(orderable(["sweep", "trial", "dataset", "seed", "width", "state", "top1", "commit", "seconds", "at_chance"]), ["top1", "seconds", "dataset", "seed", "width", "state"]);
});
