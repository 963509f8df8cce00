import "../../browser";
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { sweepsPage } from "../../../src/app/pages/sweeps";
import { button, choose, find, isShown, rowsOf, textOf, textsOf, turn, write } from "../../acts";
import { Refusal } from "../../fakes/coordinator";
import { surround } from "../../fakes/context";
import { makeCounts, makeSweep } from "../../fakes/messages";
import { FakeSource } from "../../fakes/source";

let page!: ReturnType<typeof surround>;
let leave: () => void = () => undefined;
const at = (hour: number) => `2026-01-31T${String(hour).padStart(2, "0")}:00:00Z`;
const names = () => [...page.root.querySelectorAll("tbody tr")].filter(isShown).map((row) => textOf(row.querySelector("th")));

async function open(...sweeps: ReturnType<typeof makeSweep>[]) {
  page.coordinator.on("GET", "/v1/sweeps", { sweeps, nextPageToken: "" });
  leave = sweepsPage(page.root, page.context) as () => void;
  await turn();
}

beforeEach(() => {
  mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.parse(at(15)) });
  page = surround();
});
afterEach(() => {
  leave();
  page.leave();
  mock.timers.reset();
});

test("sweepsPage_Row_ShowsTheSweepsProgress", async () => {
  await open(makeSweep("study", { trials: { total: 2000, completed: 500, failed: 3 }, saved: "5400s", remaining: "90s", spent: "1800s", priority: 7 }));
  assert.deepEqual(rowsOf(page.root), [["study", "running", "25 %", "500 of 2,000", "3", "1 min 30 s", "0.50 h", "1.5 h", "7", "3 h ago"]]);
  assert.equal(find(page.root, "tbody a").getAttribute("href"), "#/sweeps/study");
});

test("sweepsPage_News_ChangeRowsInPlace", async () => {
  await open(makeSweep("study"));
  const link = find(page.root, "tbody a");
  link.focus();
  FakeSource.last.say({ sweeps: [makeSweep("study", { state: "SWEEP_STATE_COMPLETED", fraction: 1, trials: { total: 4, completed: 4, failed: 0 }, remaining: null })] });
  assert.equal(document.activeElement, link);
  assert.deepEqual(rowsOf(page.root)[0]?.slice(1, 5), ["completed", "100 %", "4 of 4", ""]);
});

test("sweepsPage_NewSweeps_AreSortedByAge", async () => {
  await open(makeSweep("nine", { created: at(9) }), makeSweep("seven", { created: at(7) }));
  FakeSource.last.say({ sweeps: [makeSweep("eight", { created: at(8) }), makeSweep("ten", { created: at(10) }), makeSweep("six", { created: at(6) })] });
  assert.deepEqual(names(), ["ten", "nine", "eight", "seven", "six"]);
});

test("sweepsPage_DeletedOrSubmittedAgain_IsRemovedOrNew", async () => {
  await open(makeSweep("a", { created: at(9) }), makeSweep("b", { created: at(8) }));
  FakeSource.last.say({ deleted: ["a"], sweeps: [makeSweep("b", { created: at(10), priority: 1 })] });
  assert.deepEqual(names(), ["b"]);
  assert.equal(rowsOf(page.root)[0]?.[8], "1");
  FakeSource.last.say({ deleted: ["a", "b"] });
  assert.match(textOf(page.root), /No sweeps yet.*sweep submit/);
  assert.ok(!isShown(find(page.root, "table")));
});

test("sweepsPage_Filters_NarrowTogether", async () => {
  await open(makeSweep("cifar-vgg"), makeSweep("cifar-mobilenet", { state: "SWEEP_STATE_FAILED" }), makeSweep("svhn-vgg"));
  const count = () => textOf(find(page.root, "[role=status]"));
  assert.equal(count(), "3 sweeps");
  const search = find<HTMLInputElement>(page.root, "input");
  write(search, " VGG  cif ");
  assert.deepEqual(names(), ["cifar-vgg"]);
  assert.equal(count(), "1 of 3 sweeps");
  write(search, "cifar");
  choose(find<HTMLSelectElement>(page.root, "select"), "failed");
  assert.deepEqual(names(), ["cifar-mobilenet"]);
  // The filter applies to news too.
  FakeSource.last.say({ sweeps: [makeSweep("cifar-vgg", { state: "SWEEP_STATE_FAILED" })] });
  assert.deepEqual(names(), ["cifar-vgg", "cifar-mobilenet"]);
  write(search, "nothing");
  assert.match(textOf(page.root), /No sweep matches/);
});

test("sweepsPage_ManySweeps_AreReadPageByPage", async () => {
  page.coordinator.on("GET", "/v1/sweeps", ({ query }: { query: URLSearchParams }) =>
    (query.get("pageToken") === "two" ? { sweeps: [makeSweep("b", { created: at(7) })], nextPageToken: "" } : { sweeps: [makeSweep("a", { created: at(8) })], nextPageToken: "two" }));
  leave = sweepsPage(page.root, page.context) as () => void;
  assert.match(textOf(page.root), /Loading …/);
  await turn();
  const more = button(page.root, "Show more");
  assert.ok(isShown(more));
  more.click();
  await turn();
  assert.deepEqual(names(), ["a", "b"]);
  assert.ok(!isShown(more));
});

test("sweepsPage_Refused_ShowsWhyAndUsesNews", async () => {
  page.coordinator.on("GET", "/v1/sweeps", Refusal.of(500, "The store does not answer."));
  leave = sweepsPage(page.root, page.context) as () => void;
  await turn();
  assert.deepEqual(textsOf(page.root, ".notice.bad"), ["The store does not answer."]);
  FakeSource.last.say({ sweeps: [makeSweep("a")] });
  assert.deepEqual(names(), ["a"]);
});

test("sweepsPage_TimePasses_AgeGrows", async () => {
  await open(makeSweep("a", { created: at(12), stages: makeCounts({}) }));
  assert.equal(rowsOf(page.root)[0]?.[9], "3 h ago");
  mock.timers.tick(3600_000);
  assert.equal(rowsOf(page.root)[0]?.[9], "4 h ago");
});

test("sweepsPage_Viewer_IsOfferedNoSubmission", async () => {
  page.leave();
  page = surround(false);
  await open();
  assert.equal(page.root.querySelector("a[href='#/submit']"), null);
});
