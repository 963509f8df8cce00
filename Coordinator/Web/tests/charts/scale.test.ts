import assert from "node:assert/strict";
import test from "node:test";
import { niceScale } from "../../src/charts/scale";

const percent: [number, number] = [0, 100];

test("niceScale_UsualSpan_HasRoundEndsAroundIt", () => {
  // 15.2 over five steps is 3.04 per step; the next step of 1, 2, 5 × 10ⁿ is 5.
  assert.deepEqual(niceScale(78.1, 93.3, percent), { min: 75, max: 95, interval: 5 });
  // 0.9 over five steps is 0.18, so the step is 0.2.
  assert.deepEqual(niceScale(0.3, 1.2, [0, Infinity]), { min: 0.2, max: 1.2, interval: 0.2 });
});

test("niceScale_EndsThatAreRound_StayTheEnds", () => {
  assert.deepEqual(niceScale(0, 10, percent), { min: 0, max: 10, interval: 2 });
  assert.deepEqual(niceScale(50, 100, percent), { min: 50, max: 100, interval: 10 });
});

test("niceScale_NaturalLimit_StopsThere", () => {
  // Error bars may reach above 100 %, the axis does not.
  assert.deepEqual(niceScale(88, 104, percent), { min: 85, max: 100, interval: 5 });
  assert.equal(niceScale(-0.4, 3, [0, Infinity]).min, 0);
});

test("niceScale_OneValue_HasRoomAround", () => {
  // 90 ± 4.5 spans 9, over five steps.
  assert.deepEqual(niceScale(90, 90, percent), { min: 84, max: 96, interval: 2 });
  // Equal values get at least half a unit on either side.
  assert.deepEqual(niceScale(0, 0, percent), { min: 0, max: 0.6, interval: 0.2 });
});

test("niceScale_TinyAndHuge_HasNoNoiseInTheDigits", () => {
  assert.deepEqual(niceScale(0.0001, 0.0007, [0, Infinity]), { min: 0, max: 0.0008, interval: 0.0002 });
  assert.deepEqual(niceScale(1e6, 9e6, [0, Infinity]), { min: 0, max: 1e7, interval: 2e6 });
});
