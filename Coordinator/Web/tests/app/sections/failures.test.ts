import "../../browser";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { failures } from "../../../src/app/sections/failures";
import { find, isShown, rowsOf, textOf, textsOf, turn } from "../../acts";
import { Refusal } from "../../fakes/coordinator";
import { surroundSweep } from "../../fakes/context";
import { makeCounts, makeNode, makeResults } from "../../fakes/messages";

let page!: ReturnType<typeof surroundSweep>;
const stagesPath = "/v1/sweeps/study/stages";
const resultsPath = "/v1/sweeps/study/results";
const group = (error: string | null, trials: number) => ({ key: [error], trials, completed: 0, failed: trials, metrics: [] });
const node = (id: string, error: string) => makeNode(id, { state: "STAGE_STATE_FAILED", error, attempts: 3, children: makeCounts({ total: 7 }) });

beforeEach(() => { page = surroundSweep({ stages: makeCounts({ failed: 2, blocked: 7 }) }); });
afterEach(() => page.leave());

async function open(reasons = [group("The loss is not a number.", 4)]) {
  page.coordinator.on("GET", stagesPath, { stages: [node("aa", "The loss is not a number."), node("bb", "<img src=x>")], nextPageToken: "" })
    .on("GET", resultsPath, makeResults({ groups: reasons }));
  failures(page.root, page.context);
  await turn();
}

test("failures_ParkedStages_ShowReasonAndBlockedStages", async () => {
  await open();
  assert.deepEqual(page.coordinator.asked("GET /v1/sweeps/study/stages"), ["GET /v1/sweeps/study/stages?states=STAGE_STATE_FAILED&pageSize=100"]);
  assert.deepEqual(rowsOf(page.root), [
    ["train · vgg16 · seed 1", "The loss is not a number.", "3", "7 stages"], ["train · vgg16 · seed 1", "<img src=x>", "3", "7 stages"]]);
  assert.equal(page.root.querySelector("img"), null);
  assert.equal(textOf(find(page.root, "[role=status]")), "2 failed stages, and 7 below them that cannot run. Retry takes them up again, with their failures forgotten.");
});

test("failures_Reasons_AreOrderedByCostWithTheirTrials", async () => {
  await open([group("rare", 1), group("common", 1200)]);
  assert.deepEqual(textsOf(page.root, ".reasons li"), ["1,200 trialscommon", "1 trialrare"]);
  assert.equal(find(page.root, ".reasons a").getAttribute("href"), "#/sweeps/study/trials?where=error+%3D+%22common%22");
});

test("failures_ReasonWithQuotes_UsesTheOtherQuotes", async () => {
  await open([group("no \"x\"", 3), group("both \" and '", 2), group(null, 1)]);
  const links = [...page.root.querySelectorAll(".reasons li")].map((line) => line.querySelector("a")?.getAttribute("href") ?? null);
  // A reason that cannot be quoted, or no reason at all, gives no condition.
  assert.deepEqual(links, ["#/sweeps/study/trials?where=error+%3D+%27no+%22x%22%27", null, null]);
  assert.match(textOf(page.root), /1 trialno reason was given/);
});

test("failures_ManyReasons_ShowsTheWorstTen", async () => {
  await open(Array.from({ length: 12 }, (_, place) => group(`reason ${place}`, place + 1)));
  assert.equal(page.root.querySelectorAll(".reasons li").length, 10);
  assert.match(textOf(page.root), /and 2 further reasons/);
});

test("failures_None_ShowsAMessage", async () => {
  page.coordinator.on("GET", stagesPath, { stages: [], nextPageToken: "" }).on("GET", resultsPath, makeResults({}));
  failures(page.root, page.context);
  await turn();
  assert.equal(textOf(find(page.root, "[role=status]")), "Nothing has failed for good.");
  assert.ok(!isShown(find(page.root, "table")));
  assert.ok(!isShown(find(page.root, "#reasons, section[aria-labelledby=reasons]")));
});

test("failures_News_ReloadOnlyWhenAnotherStageFailed", async () => {
  await open();
  const asked = page.coordinator.calls.length;
  await page.news({ fraction: 0.5 });
  assert.equal(page.coordinator.calls.length, asked);
  await page.news({ stages: makeCounts({ failed: 3 }) });
  assert.equal(page.coordinator.calls.length, asked + 2);
});

test("failures_NoAnswer_IsRetriedWithTheNextNews", async () => {
  page.coordinator.on("GET", stagesPath, Refusal.of(500, "The store does not answer.")).on("GET", resultsPath, makeResults({}));
  failures(page.root, page.context);
  await turn();
  assert.match(textOf(page.root), /The store does not answer/);
  page.coordinator.on("GET", stagesPath, { stages: [node("aa", "why")], nextPageToken: "" });
  await page.news();
  assert.deepEqual(rowsOf(page.root).map((row) => row[1]), ["why"]);
  assert.doesNotMatch(textOf(page.root), /The store does not answer/);
});
