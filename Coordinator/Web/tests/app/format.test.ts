import assert from "node:assert/strict";
import test from "node:test";
import { ago, bytes, duration, hours, percent, secondsOf, stateName } from "../../src/app/format";

const plain = (text: string) => text.replaceAll("\u202f", " ");

test("secondsOf_JsonDuration_IsSeconds", () => {
  assert.equal(secondsOf("12.500s"), 12.5);
  assert.equal(secondsOf("0s"), 0);
  assert.equal(secondsOf(null), null);
  assert.equal(secondsOf(undefined), null);
  assert.equal(secondsOf(""), null);
});

test("duration_AnyLength_ShowsTheTwoLargestUnits", () => {
  assert.equal(plain(duration(0)), "0 s");
  assert.equal(plain(duration(59.4)), "59 s");
  assert.equal(plain(duration(60)), "1 min");
  assert.equal(plain(duration(725)), "12 min 5 s");
  assert.equal(plain(duration(7199.9)), "2 h");
  assert.equal(plain(duration(12_000)), "3 h 20 min");
  assert.equal(plain(duration(2 * 86_400 + 5 * 3600)), "2 d 5 h");
  assert.equal(plain(duration(86_400 + 59)), "1 d");
  assert.equal(plain(duration(-3)), "0 s");
});

test("hours_WorkerTime_ShowsSignificantDigits", () => {
  assert.equal(plain(hours(0)), "0 h");
  assert.equal(plain(hours(118.9)), "1 min 59 s");
  assert.equal(plain(hours(900)), "0.25 h");
  assert.equal(plain(hours(49_320)), "13.7 h");
  assert.equal(plain(hours(4_334_400)), "1,204 h");
});

test("percent_NearTheEnds_IsNeverCompleteBeforeTheEnd", () => {
  assert.equal(plain(percent(0)), "0.0 %");
  assert.equal(plain(percent(0.0001)), "< 0.1 %");
  assert.equal(plain(percent(0.034)), "3.4 %");
  assert.equal(plain(percent(0.55)), "55 %");
  assert.equal(plain(percent(0.9999)), "99 %");
  assert.equal(plain(percent(1)), "100 %");
});

test("bytes_Memory_BinaryUnits", () => {
  assert.equal(plain(bytes(0)), "0 B");
  assert.equal(plain(bytes(1536)), "1.5 KiB");
  assert.equal(plain(bytes(31 * 2 ** 30)), "31 GiB");
});

test("stateName_EnumNames_Words", () => {
  assert.equal(stateName("SWEEP_STATE_RUNNING"), "running");
  assert.equal(stateName("STAGE_STATE_BLOCKED"), "blocked");
  assert.equal(stateName("ATTEMPT_OUTCOME_LOST"), "lost");
  assert.equal(stateName("running"), "running");
});

test("ago_Time_LargestUnit", () => {
  assert.equal(plain(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T03:20:00Z"))), "3 h ago");
});
