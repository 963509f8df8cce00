import "../../browser";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { workersPage } from "../../../src/app/pages/workers";
import { button, find, isShown, rowsOf, submit, textOf, turn } from "../../acts";
import { later, Refusal } from "../../fakes/coordinator";
import { surround } from "../../fakes/context";
import { makeWorker } from "../../fakes/messages";
import { FakeSource } from "../../fakes/source";

let page!: ReturnType<typeof surround>;
beforeEach(() => { page = surround(); });
afterEach(() => page.leave());
const say = (...workers: ReturnType<typeof makeWorker>[]) => FakeSource.last.say({ hasWorkers: true, workers });
const statesOf = () => rowsOf(page.root).map((row) => row[1]);

test("workersPage_States_FollowFromTheWorkersReports", () => {
  workersPage(page.root, page.context);
  say(makeWorker("idle"), makeWorker("busy", { held: [{ stageId: "0123456789ab", attempt: 2 }] }), makeWorker("full", { accepting: false, reason: "the disk is full" }),
    makeWorker("deaf", { hearsOrders: false }), makeWorker("leaving", { draining: true, accepting: false, reason: "asked to drain" }));
  assert.deepEqual(statesOf(), ["idle", "running", "pausedthe disk is full", "pausedhas not confirmed that orders reach it", "drainingasked to drain"]);
  assert.equal(textOf(find(page.root, "[role=status]")), "5 workers, 1 of 5 slots busy");
});

test("workersPage_Row_ShowsItsStages", () => {
  workersPage(page.root, page.context);
  say(makeWorker("w", { slots: 2, held: [{ stageId: "0123456789ab", attempt: 1 }, { stageId: "ba9876543210", attempt: 3 }], memoryFree: 1536 * 2 ** 20, silent: "75s", version: "0.1.0+0123456789abcdef" }));
  assert.deepEqual(rowsOf(page.root)[0], ["wgpu-1", "running", "cuda:0", "2 of 2", "01234567, ba987654 (attempt 3)", "1.5 GiB", "1 min 15 s ago", "0.1.0+0123456", "Drain"]);
  assert.equal(find(page.root, "td a").getAttribute("href"), "#/stages/0123456789ab");
});

test("workersPage_News_KeepTheFocusOnTheButton", () => {
  workersPage(page.root, page.context);
  say(makeWorker("a"), makeWorker("b"));
  button(page.root, "Drain b").focus();
  say(makeWorker("a"), makeWorker("b", { silent: "9s" }));
  assert.equal(document.activeElement, button(page.root, "Drain b"));
});

test("workersPage_Drain_AsksFirstAndReportsTheResult", async () => {
  page.coordinator.on("POST", "/v1/workers:drain", { workerIds: ["a"], message: "1 worker was told." });
  workersPage(page.root, page.context);
  say(makeWorker("a"), makeWorker("b", { draining: true }));
  assert.ok(button(page.root, "Drain b").disabled);
  button(page.root, "Drain a").click();
  assert.equal(page.coordinator.asked("POST").length, 0);
  submit(find(document, "dialog form"));
  await turn();
  assert.deepEqual(page.coordinator.calls.at(-1)?.body, { workerId: "a" });
  assert.equal(textOf(find(page.root, ".notice.good")), "1 worker was told.");
  button(page.root, "Drain all").click();
  submit(find(document, "dialog form"));
  await turn();
  assert.deepEqual(page.coordinator.calls.at(-1)?.body, { all: true });
});

test("workersPage_Viewer_CanDrainNothing", () => {
  page.leave();
  page = surround(false);
  workersPage(page.root, page.context);
  say(makeWorker("a"));
  assert.equal([...page.root.querySelectorAll("button")].filter(isShown).length, 0);
});

test("workersPage_AllDraining_HasNothingToDrain", () => {
  workersPage(page.root, page.context);
  say(makeWorker("a"));
  assert.ok(isShown(button(page.root, "Drain all")));
  say(makeWorker("a", { draining: true }));
  assert.ok(!isShown(button(page.root, "Drain all")));
});

test("workersPage_NoNewsYet_LoadsTheWorkers", async () => {
  page.coordinator.on("GET", "/v1/workers", { workers: [makeWorker("a")] });
  workersPage(page.root, page.context);
  await turn();
  assert.equal(rowsOf(page.root).length, 1);
});

test("workersPage_AnswerOlderThanNews_IsDropped", async () => {
  const slow = later();
  page.coordinator.on("GET", "/v1/workers", () => slow.answer);
  workersPage(page.root, page.context);
  say(makeWorker("a", { draining: true }));
  slow.give({ workers: [makeWorker("a")] });
  await turn();
  assert.deepEqual(statesOf(), ["draining"]);
});

test("workersPage_NoneOrNoAnswer_ShowsWhatToDo", async () => {
  page.coordinator.on("GET", "/v1/workers", Refusal.of(500, "The store does not answer."));
  workersPage(page.root, page.context);
  await turn();
  assert.equal(textOf(find(page.root, ".notice.bad")), "The store does not answer.");
  say();
  assert.match(textOf(page.root), /No workers.*sweep-worker/);
  assert.ok(!isShown(find(page.root, "table")));
});

test("workersPage_ReadOnly_ShowsNoCommand", () => {
  page.leave();
  page = surround(false, true);
  workersPage(page.root, page.context);
  say();
  assert.match(textOf(page.root), /Nothing runs here/);
  assert.equal(page.root.querySelector("pre"), null);
});

test("workersPage_Left_IsNotDrawnAnyMore", () => {
  workersPage(page.root, page.context);
  say(makeWorker("a"));
  const source = FakeSource.last;
  page.leave();
  source.say({ hasWorkers: true, workers: [] });
  assert.equal(rowsOf(page.root).length, 1);
});
