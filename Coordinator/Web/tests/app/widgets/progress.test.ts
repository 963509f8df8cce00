import "../../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { Progress, progressText, sharesOf } from "../../../src/app/widgets/progress";
import { setState, state } from "../../../src/app/widgets/state";
import { makeCounts, makeSweep } from "../../fakes/messages";

const grown = (progress: Progress) => [...progress.element.children].map((piece) => Number((piece as HTMLElement).style.flexGrow));

test("sharesOf_RunningSweep_CountsWorkThatHasNotFailed", () => {
  const sweep = makeSweep("a", { fraction: 0.5, trials: { total: 10, completed: 4, failed: 2 }, stages: makeCounts({ total: 20, running: 2 }) });
  assert.deepEqual(sharesOf(sweep), { completed: 0.4, failed: 0.2, running: 0.1 });
});

test("sharesOf_HalfFailedAndTheRestDone_IsHalfFailed", () => {
  // Failed work no longer counts as work, so all of the rest is done; the bar must still not look full.
  const trials = { total: 10, completed: 5, failed: 5 };
  assert.deepEqual(sharesOf(makeSweep("a", { fraction: 1, trials })), { completed: 0.5, failed: 0.5, running: 0 });
  assert.deepEqual(sharesOf(makeSweep("a", { state: "SWEEP_STATE_FAILED", fraction: 0.9, trials })), { completed: 0.5, failed: 0.5, running: 0 });
});

test("sharesOf_MoreThanIsLeft_IsCut", () => {
  const sweep = makeSweep("a", { fraction: 0.75, trials: { total: 10, completed: 7, failed: 0 }, stages: makeCounts({ total: 4, running: 4 }) });
  assert.deepEqual(sharesOf(sweep), { completed: 0.75, failed: 0, running: 0.25 });
});

test("progressText_State_ShowsTrialsAndForOpenSweepsWork", () => {
  const trials = { total: 10, completed: 7, failed: 1 };
  assert.equal(progressText(makeSweep("a", { fraction: 0.75, trials })), "75\u202f% of the work, 7 of 10 trials completed, 1 failed");
  assert.equal(progressText(makeSweep("a", { state: "SWEEP_STATE_FAILED", fraction: 0.75, trials })), "7 of 10 trials completed, 1 failed");
});

test("sharesOf_PausedOrEmpty_NothingRuns", () => {
  const counts = { stages: makeCounts({ total: 4, running: 4 }), fraction: 0 };
  assert.equal(sharesOf(makeSweep("a", { ...counts, state: "SWEEP_STATE_PAUSED" })).running, 0);
  assert.deepEqual(sharesOf(makeSweep("a", { fraction: 0, trials: { total: 0, completed: 0, failed: 0 }, stages: makeCounts({}) })), { completed: 0, failed: 0, running: 0 });
});

test("set_Shares_FillTheBarTogether", () => {
  const progress = new Progress("Progress of a");
  progress.set({ completed: 0.5, running: 0.25 });
  assert.deepEqual(grown(progress), [0.5, 0.25, 0, 0.25]);
  assert.equal(progress.element.getAttribute("aria-valuenow"), "50");
  assert.equal(progress.element.getAttribute("aria-valuetext"), "50\u202f%");
  progress.set({ running: 1 }, "begins");
  assert.deepEqual(grown(progress), [0, 1, 0, 0]);
  assert.equal(progress.element.title, "Progress of a: begins");
});

test("state_Enum_IsItsWord", () => {
  const element = state("SWEEP_STATE_FAILED", "pill");
  assert.deepEqual([element.textContent, element.dataset["state"], element.className], ["failed", "failed", "state pill"]);
  setState(element, "STAGE_STATE_READY");
  assert.deepEqual([element.textContent, element.dataset["state"]], ["ready", "ready"]);
});
