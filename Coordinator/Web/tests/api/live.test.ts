import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Live } from "../../src/api/live";
import type { RunningStage, SweepInfo, WatchResponse } from "../../src/api/types";
import { FakeSource } from "../fakes/source";

const makePage = () => Object.assign(new EventTarget(), { hidden: false });
let page = makePage();
let machine = new EventTarget();
let reported: unknown[] = [];
const sweep = (name: string, state: SweepInfo["state"]) => ({ name, state }) as SweepInfo;

beforeEach(() => {
  FakeSource.opened = [];
  page = makePage();
  machine = new EventTarget();
  reported = [];
  Object.assign(globalThis, {
    EventSource: FakeSource, document: page, addEventListener: machine.addEventListener.bind(machine), reportError: (error: unknown) => reported.push(error),
  });
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => mock.timers.reset());

function started(): Live {
  const live = new Live();
  live.start();
  return live;
}

test("Live_FirstNews_IsLive", () => {
  const live = started();
  assert.equal(FakeSource.last.url, "/v1/events");
  assert.equal(live.connection, "connecting");
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  assert.equal(live.connection, "live");
  assert.equal(live.sweeps.get("a")?.name, "a");
});

test("Live_Lost_ContinuesWhereItWas", () => {
  const live = started();
  FakeSource.last.say({ sequence: 42 });
  FakeSource.last.break();
  assert.ok(FakeSource.opened[0]!.isClosed);
  mock.timers.tick(5000);
  assert.equal(FakeSource.last.url, "/v1/events?afterSequence=42");
  FakeSource.last.break();
  assert.equal(live.connection, "lost");
  mock.timers.tick(20_000);
  FakeSource.last.say({ sequence: 43 });
  assert.equal(live.connection, "live");
});

test("Live_Silence_OpensAgain", () => {
  started();
  FakeSource.last.say({});
  mock.timers.tick(41_000);
  mock.timers.tick(5_000);
  assert.equal(FakeSource.opened.length, 2);
});

test("Live_FollowedSweepEnds_FollowsAllSweeps", () => {
  const live = started();
  live.follow("a");
  assert.equal(FakeSource.last.url, "/v1/events?name=a");
  FakeSource.last.say({ sequence: 7, sweeps: [sweep("a", "SWEEP_STATE_COMPLETED")] });
  assert.ok(live.isFollowing("a"));
  FakeSource.last.end();
  assert.equal(FakeSource.last.url, "/v1/events?afterSequence=7");
  assert.ok(!live.isFollowing("a"));
  // The sweep was retried, and is followed again.
  FakeSource.last.say({ sequence: 8, sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  live.follow("a");
  assert.equal(FakeSource.last.url, "/v1/events?name=a&afterSequence=8");
});

test("Live_HiddenTab_ClosesItsConnection", () => {
  started();
  FakeSource.last.say({});
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  mock.timers.tick(30_000);
  assert.ok(FakeSource.last.isClosed);
  const opened = FakeSource.opened.length;
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(FakeSource.opened.length, opened + 1);
});

/** Advances the clock to the next try, which comes after 15 s plus a random quarter at the latest. */
const retry = () => mock.timers.tick(18_750);
const hide = (hidden: boolean) => {
  page.hidden = hidden;
  page.dispatchEvent(new Event("visibilitychange"));
};
const lastUrl = () => FakeSource.last.url;

test("Live_LostRepeatedly_WaitsUpToAQuarterMinute", () => {
  mock.method(Math, "random", () => 0.5);
  started();
  // 500 ms × 2ⁿ after n consecutive failures.
  for (const wait of [1000, 2000, 4000, 8000, 15_000, 15_000]) {
    const opened = FakeSource.opened.length;
    FakeSource.last.break();
    mock.timers.tick(wait - 1);
    assert.equal(FakeSource.opened.length, opened, `${wait}`);
    mock.timers.tick(1);
    assert.equal(FakeSource.opened.length, opened + 1, `${wait}`);
  }
  mock.restoreAll();
});

test("Live_ManyPages_DoNotReconnectAtOnce", () => {
  for (const [chance, wait] of [[0, 750], [0.999, 1250]] as const) {
    mock.method(Math, "random", () => chance);
    const live = started();
    const opened = FakeSource.opened.length;
    FakeSource.last.break();
    mock.timers.tick(wait - 1);
    assert.equal(FakeSource.opened.length, opened);
    mock.timers.tick(1);
    assert.equal(FakeSource.opened.length, opened + 1);
    live.stop();
    mock.restoreAll();
  }
});

test("Live_NewsAfterFailures_CountsFromOneAgain", () => {
  const live = started();
  FakeSource.last.break();
  retry();
  FakeSource.last.break();
  assert.equal(live.connection, "lost");
  retry();
  FakeSource.last.say({});
  FakeSource.last.break();
  // A single interruption is not reported to the user.
  assert.equal(live.connection, "connecting");
});

test("Live_AnotherStore_ContinuesFromItsNumber", () => {
  started();
  FakeSource.last.say({ sequence: 5000 });
  FakeSource.last.break();
  retry();
  assert.equal(lastUrl(), "/v1/events?afterSequence=5000");
  FakeSource.last.say({ sequence: 12 });
  FakeSource.last.break();
  retry();
  assert.equal(lastUrl(), "/v1/events?afterSequence=12");
});

test("Live_SweepDeletedWhileDisconnected_IsReported", () => {
  const live = started();
  const deleted: string[][] = [];
  live.onNews((news) => deleted.push(news.deleted), new AbortController().signal);
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING"), sweep("b", "SWEEP_STATE_COMPLETED"), sweep("c", "SWEEP_STATE_COMPLETED")] });
  // Only the first message of a connection names every sweep.
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  assert.deepEqual([...live.sweeps.keys()], ["a", "b", "c"]);
  FakeSource.last.break();
  retry();
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING"), sweep("c", "SWEEP_STATE_COMPLETED")] });
  assert.deepEqual([...live.sweeps.keys()], ["a", "c"]);
  assert.deepEqual(deleted, [[], [], ["b"]]);
});

test("Live_FirstNewsAboutOneSweep_KeepOtherSweeps", () => {
  const live = started();
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING"), sweep("b", "SWEEP_STATE_RUNNING")] });
  live.follow("a");
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  assert.deepEqual([...live.sweeps.keys()], ["a", "b"]);
});

test("Live_DeletedAndSubmittedAgain_IsKept", () => {
  const live = started();
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_FAILED")] });
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING")], deleted: ["a"] });
  assert.equal(live.sweeps.get("a")?.state, "SWEEP_STATE_RUNNING");
  FakeSource.last.say({ deleted: ["a"] });
  assert.ok(!live.sweeps.has("a"));
});

test("Live_FollowedSweepIsDeleted_FollowsAllAndReports", () => {
  const live = started();
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  live.follow("a");
  FakeSource.last.say({ sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  assert.ok(live.isFollowing("a"));
  // As a sweep's page does.
  live.onNews((news) => news.deleted.includes("a") && live.follow(""), new AbortController().signal);
  FakeSource.last.break();
  retry();
  assert.match(lastUrl(), /name=a/);
  FakeSource.last.break();
  retry();
  assert.doesNotMatch(lastUrl(), /name=/);
  FakeSource.last.say({ sweeps: [] });
  assert.doesNotMatch(lastUrl(), /name=/);
  FakeSource.last.say({ sweeps: [] });
  assert.equal(live.connection, "live");
  assert.ok(!live.sweeps.has("a"));
});

test("Live_FollowedSweepAfterALongBreak_IsFollowedAgain", () => {
  const live = started();
  live.follow("a");
  FakeSource.last.say({ sequence: 3, sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  FakeSource.last.break();
  retry();
  FakeSource.last.break();
  retry();
  const running = [{ workerId: "w" } as RunningStage];
  let own: boolean | null = null;
  const over = new AbortController();
  live.onNews(() => { own = live.isFollowing("a"); }, over.signal);
  FakeSource.last.say({ sequence: 9, sweeps: [sweep("a", "SWEEP_STATE_RUNNING"), sweep("b", "SWEEP_STATE_RUNNING")], running });
  // The running stages were those of all sweeps.
  assert.equal(own, false);
  assert.equal(lastUrl(), "/v1/events?name=a&afterSequence=9");
  FakeSource.last.say({ sequence: 9, running: [] });
  assert.ok(live.isFollowing("a"));
  assert.equal(FakeSource.open.length, 1);
});

test("Live_News_AreKeptUntilTheNextOfTheirKind", () => {
  const live = started();
  assert.equal(live.workers, null);
  assert.equal(live.running, null);
  FakeSource.last.say({ hasWorkers: true, workers: [{ id: "w" } as WatchResponse["workers"][number]], running: [{ workerId: "w" } as RunningStage], runningOmitted: 3 });
  FakeSource.last.say({});
  assert.deepEqual((live.workers as WatchResponse["workers"] | null)?.map(({ id }) => id), ["w"]);
  assert.deepEqual([live.running, live.runningOmitted], [[], 0]);
  FakeSource.last.say({ hasWorkers: true });
  assert.deepEqual(live.workers, []);
});

test("onNews_ListenerThrows_OthersAreStillCalled", () => {
  const live = started();
  const told: number[] = [];
  const over = new AbortController();
  live.onNews(() => { throw new Error("broken view"); }, new AbortController().signal);
  live.onNews((news) => told.push(news.sequence), over.signal);
  FakeSource.last.say({ sequence: 1 });
  assert.deepEqual(told, [1]);
  assert.match(String(reported[0]), /broken view/);
  over.abort();
  FakeSource.last.say({ sequence: 2 });
  assert.deepEqual(told, [1]);
});

test("onConnection_Observer_IsCalledNowAndOnChanges", () => {
  const live = started();
  const told: string[] = [];
  live.onConnection((connection) => told.push(connection));
  FakeSource.last.say({});
  FakeSource.last.say({});
  FakeSource.last.break();
  FakeSource.last.dispatchEvent(new Event("ignored"));
  assert.deepEqual(told, ["connecting", "live", "connecting"]);
});

test("Live_HiddenForAMoment_KeepsItsConnection", () => {
  started();
  FakeSource.last.say({});
  hide(true);
  mock.timers.tick(19_999);
  hide(false);
  mock.timers.tick(10_000);
  assert.equal(FakeSource.opened.length, 1);
  assert.equal(FakeSource.open.length, 1);
});

test("Live_Online_OpensWithoutWaiting", () => {
  started();
  FakeSource.last.break();
  machine.dispatchEvent(new Event("online"));
  assert.equal(FakeSource.open.length, 1);
  // The try that was planned is not made in addition.
  const opened = FakeSource.opened.length;
  retry();
  assert.equal(FakeSource.opened.length, opened);
});

test("Live_Stopped_StaysClosed", () => {
  const live = started();
  FakeSource.last.say({});
  live.stop();
  machine.dispatchEvent(new Event("online"));
  hide(false);
  live.follow("a");
  mock.timers.tick(100_000);
  assert.equal(FakeSource.opened.length, 1);
  assert.equal(FakeSource.open.length, 0);
});

test("Live_StartedAgain_ListensOnce", () => {
  const live = started();
  hide(true);
  live.stop();
  page.hidden = false;
  live.start();
  live.start();
  // The timer of the earlier hidden page has been stopped.
  mock.timers.tick(20_000);
  assert.equal(FakeSource.open.length, 1);
  const opened = FakeSource.opened.length;
  machine.dispatchEvent(new Event("online"));
  assert.equal(FakeSource.opened.length, opened + 1);
});

test("follow_TheSame_OpensNothing", () => {
  const live = started();
  live.follow("a");
  const opened = FakeSource.opened.length;
  live.follow("a");
  assert.equal(FakeSource.opened.length, opened);
  assert.equal(FakeSource.open.length, 1);
});
