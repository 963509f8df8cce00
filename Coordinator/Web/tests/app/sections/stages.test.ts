import "../../browser";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { RunningStage } from "../../../src/api/types";
import { stages } from "../../../src/app/sections/stages";
import { button, find, isShown, rowsOf, textOf, textsOf, turn } from "../../acts";
import { surroundSweep } from "../../fakes/context";
import { makeCounts, makeNode, makeRef, makeSweep } from "../../fakes/messages";
import { FakeSource } from "../../fakes/source";

/** The calls, without those of the drawing. */
const ofTheList = () => page.coordinator.asked("GET /v1/sweeps/study/stages").filter((text) => !text.includes("states="));
let page!: ReturnType<typeof surroundSweep>;
const path = "/v1/sweeps/study/stages";
const running = (id: string, more: Partial<RunningStage> = {}): RunningStage =>
  ({ stage: makeRef(id), attempt: 1, workerId: "w", device: "cuda:0", started: true, elapsed: "75s", ...more });
const status = () => textOf(find(page.root, "[role=status]"));
const tree = (nodes: Record<string, ReturnType<typeof makeNode>[]>) =>
  page.coordinator.on("GET", path, ({ query }: { query: URLSearchParams }) => ({ stages: nodes[query.get("parentId") ?? ""] ?? [], nextPageToken: "" }));

beforeEach(() => {
  page = surroundSweep();
  tree({ "": [] });
});
afterEach(() => page.leave());

test("stages_Running_ShowWorkerAndProgress", () => {
  page.live.follow("study");
  stages(page.root, page.context);
  FakeSource.last.say({ running: [
    running("a", { progress: { epoch: 3, epochs: 30, fraction: 0.1, imagesPerSecond: 11_842.4, top1: 81.239 }, attempt: 2 }),
    running("b", { started: false, elapsed: undefined }), running("c"),
  ], runningOmitted: 4 });
  assert.deepEqual(rowsOf(page.root), [
    ["train · vgg16 · seed 1 attempt 2", "w cuda:0", "10 %, epoch 3 of 30", "81.24 %", "11,842", "1 min 15 s"],
    ["train · vgg16 · seed 1", "w cuda:0", "sent", "", "", ""],
    ["train · vgg16 · seed 1", "w cuda:0", "begins", "", "", "1 min 15 s"]]);
  assert.equal(status(), "7 stages, 3 of them shown");
});

test("stages_News_ChangeRowsInPlace", () => {
  page.live.follow("study");
  stages(page.root, page.context);
  FakeSource.last.say({ running: [running("a"), running("b")] });
  const link = find(page.root, "a[href='#/stages/b']");
  link.focus();
  FakeSource.last.say({ running: [running("b", { elapsed: "80s" }), running("c")] });
  assert.equal(document.activeElement, link);
  assert.deepEqual([...page.root.querySelectorAll("tbody a")].map((row) => row.getAttribute("href")), ["#/stages/b", "#/stages/c"]);
  assert.equal(rowsOf(page.root)[0]?.[5], "1 min 20 s");
});

test("stages_NewsAboutAllSweeps_AreNotMistakenForThisOne", () => {
  stages(page.root, page.context);
  FakeSource.last.say({ running: [running("foreign")] });
  assert.deepEqual(rowsOf(page.root), []);
  assert.equal(status(), "Nothing of this sweep runs at the moment.");
});

test("stages_SweepCancelled_RemovesStagesAsWorkersReleaseThem", () => {
  page.live.follow("study");
  stages(page.root, page.context);
  FakeSource.last.say({ sweeps: [makeSweep("study", { state: "SWEEP_STATE_CANCELLED" })], running: [running("a"), running("b")] });
  FakeSource.last.end();
  // From here on the news are about all sweeps.
  FakeSource.last.say({ sweeps: [makeSweep("study", { state: "SWEEP_STATE_CANCELLED" })], running: [running("b"), running("foreign")], runningOmitted: 50 });
  assert.deepEqual([...page.root.querySelectorAll("tbody a")].map((row) => row.getAttribute("href")), ["#/stages/b"]);
  assert.equal(status(), "1 stage");
  FakeSource.last.say({ running: [running("foreign")] });
  assert.equal(status(), "Nothing of this sweep runs at the moment.");
  assert.ok(!isShown(find(page.root, "table")));
});

const root = makeNode("root", { children: makeCounts({ total: 12, completed: 3, running: 1, queued: 1, failed: 2 }), top1: 91.234 });

test("stageTree_Children_AreLoadedWhenOpened", async () => {
  tree({ "": [root, makeNode("leaf", { children: makeCounts({}) })], root: [makeNode("child", { state: "STAGE_STATE_FAILED", error: "<b>broken</b>", attempts: 3 }, { kind: "prune", sparsity: 0.9, name: "prune to 90 % · vgg16" })] });
  stages(page.root, page.context);
  await turn();
  assert.deepEqual(ofTheList(), ["GET /v1/sweeps/study/stages?pageSize=100"]);
  assert.match(textOf(page.root), /91.23 %3 of 12 below done, 2 running, 2 failed/);
  const twists = [...page.root.querySelectorAll<HTMLElement>("button.twist")];
  assert.equal(twists.length, 1);
  const twist = button(page.root, "Stages below train · vgg16 · seed 1");
  twist.click();
  await turn();
  assert.equal(twist.getAttribute("aria-expanded"), "true");
  assert.deepEqual(textsOf(page.root, ".branch .branch a"), ["prune to 90 %"]);
  assert.deepEqual(textsOf(page.root, ".branch .branch .problem"), ["<b>broken</b>"]);
  // When closed and opened again, it is not loaded again.
  twist.click();
  assert.ok(!isShown(find(page.root, ".branch .branch")));
  twist.click();
  assert.equal(ofTheList().length, 2);
});

test("stageTree_News_ReloadOnlyOpenBranches", async () => {
  tree({ "": [root], root: [makeNode("child", {}, { kind: "prune", sparsity: 0.5, name: "prune to 50 %" })] });
  stages(page.root, page.context);
  await turn();
  await page.news();
  assert.equal(page.coordinator.asked().filter((text) => text.includes("parentId")).length, 0);
  button(page.root, /^Stages below/).click();
  await turn();
  tree({ "": [root], root: [makeNode("child", { state: "STAGE_STATE_RUNNING", workerId: "w9", progress: { epoch: 1, epochs: 2, fraction: 0.5, imagesPerSecond: 0 } }, { kind: "prune", sparsity: 0.5, name: "prune to 50 %" })] });
  await page.news();
  assert.match(textOf(find(page.root, ".branch .branch")), /running.*w9 50 %/);
  assert.equal(page.root.querySelectorAll(".branch .branch li:not([hidden])").length, 1);
});

test("stageTree_NoStagesYet_ShowsAMessageUntilThereAre", async () => {
  stages(page.root, page.context);
  await turn();
  assert.ok(isShown([...page.root.querySelectorAll("li")].find((line) => textOf(line) === "There are no stages.")!));
  tree({ "": [root] });
  await page.news();
  assert.deepEqual([...page.root.querySelectorAll(".tree li")].filter(isShown).map((line) => textOf(line).includes("no stages")), [false]);
});
