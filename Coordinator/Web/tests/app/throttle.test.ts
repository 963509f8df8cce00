import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { throttle } from "../../src/app/throttle";
import { later } from "../fakes/coordinator";

let now = 0;
let over = new AbortController();
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const pass = async (milliseconds: number) => {
  now += milliseconds;
  mock.timers.tick(milliseconds);
  await turn();
};

beforeEach(() => {
  now = 1000;
  over = new AbortController();
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(performance, "now", () => now);
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("throttle_RequestedOnce_RunsOnceAtOnce", async () => {
  let runs = 0;
  const soon = throttle(() => { runs++; }, 2000, over.signal);
  await pass(10_000);
  assert.equal(runs, 0);
  soon();
  await pass(0);
  assert.equal(runs, 1);
  await pass(10_000);
  assert.equal(runs, 1);
});

test("throttle_RequestedOften_RunsAfterEachInterval", async () => {
  let runs = 0;
  const soon = throttle(() => { runs++; }, 2000, over.signal);
  soon();
  await pass(0);
  soon();
  soon();
  await pass(1999);
  assert.equal(runs, 1);
  await pass(1);
  assert.equal(runs, 2);
  await pass(10_000);
  assert.equal(runs, 2);
});

test("throttle_RequestedDuringARun_RunsAgainAfterIt", async () => {
  const rounds: ReturnType<typeof later<void>>[] = [];
  const soon = throttle(() => {
    rounds.push(later<void>());
    return rounds.at(-1)!.answer;
  }, 2000, over.signal);
  soon();
  await pass(0);
  soon();
  await pass(60_000);
  // One task runs at a time, however long it takes.
  assert.equal(rounds.length, 1);
  rounds[0]!.give();
  await turn();
  // The task took a minute and may take a tenth of the time: nine minutes of rest follow.
  await pass(9 * 60_000 - 1);
  assert.equal(rounds.length, 1);
  await pass(1);
  assert.equal(rounds.length, 2);
});

test("throttle_PageLeft_RunsNoMore", async () => {
  let runs = 0;
  const soon = throttle(() => { runs++; }, 2000, over.signal);
  soon();
  await pass(0);
  soon();
  over.abort();
  await pass(10_000);
  soon();
  await pass(10_000);
  assert.equal(runs, 1);
});
