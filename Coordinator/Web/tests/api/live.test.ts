import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Live } from "../../src/api/live";
import type { SweepInfo, WatchResponse } from "../../src/api/types";

/** What the browser would open; news are put in by hand. */
class FakeSource extends EventTarget {
  static opened: FakeSource[] = [];
  isClosed = false;

  constructor(readonly url: string) {
    super();
    FakeSource.opened.push(this);
  }

  close() {
    this.isClosed = true;
  }

  say(news: Partial<WatchResponse>) {
    const data = { sequence: 1, sweeps: [], deleted: [], running: [], runningOmitted: 0, settled: [], isCurrent: true, workers: [], hasWorkers: false, ...news };
    this.dispatchEvent(Object.assign(new Event("watch"), { data: JSON.stringify(data) }));
  }

  static get last() {
    return FakeSource.opened.at(-1)!;
  }
}

const makePage = () => Object.assign(new EventTarget(), { hidden: false });
let page = makePage();
const sweep = (name: string, state: SweepInfo["state"]) => ({ name, state }) as SweepInfo;

beforeEach(() => {
  FakeSource.opened = [];
  page = makePage();
  Object.assign(globalThis, { EventSource: FakeSource, document: page, addEventListener: () => undefined });
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

test("Live_Lost_GoesOnWhereItWas", () => {
  const live = started();
  FakeSource.last.say({ sequence: 42 });
  FakeSource.last.dispatchEvent(new Event("error"));
  assert.ok(FakeSource.opened[0]!.isClosed);
  mock.timers.tick(5000);
  assert.equal(FakeSource.last.url, "/v1/events?afterSequence=42");
  FakeSource.last.dispatchEvent(new Event("error"));
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

test("Live_FollowedSweepEnds_FollowsEveryOne", () => {
  const live = started();
  live.follow("a");
  assert.equal(FakeSource.last.url, "/v1/events?name=a");
  FakeSource.last.say({ sequence: 7, sweeps: [sweep("a", "SWEEP_STATE_COMPLETED")] });
  assert.ok(live.isFollowing("a"));
  FakeSource.last.dispatchEvent(new Event("end"));
  assert.equal(FakeSource.last.url, "/v1/events?afterSequence=7");
  assert.ok(!live.isFollowing("a"));
  // Taken up again, and asked for.
  FakeSource.last.say({ sequence: 8, sweeps: [sweep("a", "SWEEP_STATE_RUNNING")] });
  live.follow("a");
  assert.equal(FakeSource.last.url, "/v1/events?name=a&afterSequence=8");
});

test("Live_HiddenTab_GivesItsConnectionBack", () => {
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
