import assert from "node:assert/strict";
import test from "node:test";
import { bounded, number, plural, share, spread, times } from "../src/format";
import type { Summary } from "../src/model";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const summary = (mean: number | null, std: number | null): Summary => ({ count: 3, mean, std, min: null, max: null });

test("share_Fractions_ArePercentWithoutNoise", () => {
  assert.equal(plain(share(0.975)), "97.5 %");
  assert.equal(plain(share(0)), "0 %");
  assert.equal(plain(share(1)), "100 %");
  // 0.07 × 100 is 7.000000000000001 in binary.
  assert.equal(plain(share(0.07)), "7 %");
  assert.equal(plain(share(0.99875)), "99.88 %");
});

test("share_Thin_KeepsNumberAndSignTogether", () => {
  assert.equal(share(0.5), "50\u202f%");
});

test("times_Compression_HasThreeDigits", () => {
  assert.equal(times(1), "1×");
  assert.equal(times(9.876), "9.88×");
  assert.equal(times(19.96), "20×");
  assert.equal(times(1234), "1,230×");
});

test("number_WholeOrNot_HasAllDigitsOrFour", () => {
  assert.equal(number(14_728_266), "14,728,266");
  assert.equal(number(0.123456), "0.1235");
  assert.equal(number(-3), "-3");
});

test("plural_Counts_NounFollows", () => {
  assert.equal(plural(0, "trial"), "0 trials");
  assert.equal(plural(1, "trial"), "1 trial");
  assert.equal(plural(12_345, "trial"), "12,345 trials");
});

test("plural_FractionOfOne_IsNotRoundedAway", () => {
  assert.equal(plural(0.25, "point"), "0.25 points");
  assert.equal(plural(0.5, "point"), "0.5 points");
  assert.equal(plural(1.5, "point"), "1.5 points");
});

test("spread_OverSeeds_ShowsMeanWithDeviation", () => {
  assert.equal(spread(summary(91.234, 0.306), 2), "91.23 ± 0.31");
  assert.equal(spread(summary(91.234, null), 2), "91.23");
  assert.equal(spread(summary(91.234, 0), 1), "91.2 ± 0.0");
  assert.equal(spread(summary(null, null), 2), "n/a");
});

test("bounded_Bounds_AreShownBeforeTheValue", () => {
  assert.equal(bounded("90 %", "exact"), "90 %");
  assert.equal(bounded("90 %", "at-least"), "≥ 90 %");
  assert.equal(bounded("90 %", "at-most"), "≤ 90 %");
  assert.equal(bounded("90 %", "not-available"), "n/a");
});
