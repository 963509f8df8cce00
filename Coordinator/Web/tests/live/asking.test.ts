import "../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { Asking } from "../../src/live/asking";
import { turn } from "../acts";
import { later } from "../fakes/coordinator";

/** A query whose rounds the test answers. */
function question() {
  const rounds: { signal: AbortSignal; give: (value: void) => void; fail: (error: unknown) => void }[] = [];
  const over = new AbortController();
  const shown = document.createElement("div");
  const asking = new Asking((signal) => {
    const round = later<void>();
    rounds.push({ signal, ...round });
    return round.answer;
  }, shown, over.signal);
  return { asking, rounds, shown, over, isStale: () => shown.classList.contains("stale") };
}

test("again_ChangedQuery_AbortsTheOldOneAndDims", async () => {
  const { asking, rounds, isStale } = question();
  asking.again();
  asking.again();
  assert.equal(rounds.length, 2);
  assert.ok(rounds[0]!.signal.aborted);
  assert.ok(!rounds[1]!.signal.aborted);
  rounds[0]!.fail(rounds[0]!.signal.reason);
  await turn();
  // The expected answer is still that of the new query.
  assert.ok(isStale() && asking.element.hidden);
  rounds[1]!.give();
  await turn();
  assert.ok(!isStale());
});

test("refresh_News_KeepTheContentMeanwhile", async () => {
  const { asking, rounds, isStale } = question();
  const done = asking.refresh();
  assert.equal(rounds.length, 1);
  assert.ok(!isStale());
  rounds[0]!.give();
  await done;
});

test("refresh_NewsDuringARound_RepeatsItOnce", async () => {
  const { asking, rounds } = question();
  asking.again();
  await asking.refresh();
  await asking.refresh();
  assert.equal(rounds.length, 1);
  rounds[0]!.give();
  await turn();
  assert.equal(rounds.length, 2);
  rounds[1]!.give();
  await turn();
  assert.equal(rounds.length, 2);
});

test("refresh_NewsBeforeAChangedQuery_NeedNoOtherRound", async () => {
  const { asking, rounds } = question();
  asking.again();
  await asking.refresh();
  asking.again();
  rounds[1]!.give();
  await turn();
  assert.equal(rounds.length, 2);
});

test("run_Failure_IsShownUntilARoundSucceeds", async () => {
  const { asking, rounds, isStale } = question();
  asking.again();
  rounds[0]!.fail(new Error("It cannot be reached."));
  await turn();
  assert.equal(asking.element.textContent, "It cannot be reached.");
  assert.ok(!asking.element.hidden && !isStale());
  void asking.refresh();
  rounds[1]!.give();
  await turn();
  assert.ok(asking.element.hidden);
});

test("run_PageLeft_EndsSilently", async () => {
  const { asking, rounds, over } = question();
  asking.again();
  await asking.refresh();
  over.abort();
  assert.ok(rounds[0]!.signal.aborted);
  rounds[0]!.fail(new Error("…"));
  await turn();
  assert.ok(asking.element.hidden);
  assert.equal(rounds.length, 1);
});
