import { resize } from "../../browser";
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { trials } from "../../../src/app/sections/trials";
import { button, choose, find, isShown, press, rowsOf, submit, textOf, textsOf, turn, write } from "../../acts";
import { Refusal } from "../../fakes/coordinator";
import { surroundSweep } from "../../fakes/context";
import { makeResults } from "../../fakes/messages";

const gridPath = "/v1/sweeps/study/grid";
const resultsPath = "/v1/sweeps/study/results";
const bytes = (...values: number[]) => Buffer.from(values).toString("base64");
const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString("base64");
/** Four trials: two completed, one failed, one pending. */
const cells = { trials: 4, perCell: 1, states: bytes(2, 2, 3, 0), values: floats(91.256, 80, NaN, NaN), first: "", counts: { completed: 2, failed: 1, pending: 1 } };
const row = (trial: number, state = "completed") => ["study", trial, "cifar10", "vgg16", "fine-tuned", 0.5, 1, 1, state, 91.256, 0.3, `stage${trial}`, null];

let page!: ReturnType<typeof surroundSweep>;
let leave: () => void = () => undefined;
const grid = () => find(page.root, ".grid");
const where = () => find<HTMLInputElement>(page.root, "#where");
const filter = () => find(page.root, "form.filter");
const count = () => textOf(find(page.root, "[role=status]"));
const tip = () => find(page.root, ".grid-tip");
const asked = () => page.coordinator.asked("GET /v1/sweeps/study/grid").at(-1);

async function open(query: Record<string, string> = {}, sweep: Parameters<typeof surroundSweep>[0] = {}) {
  page = surroundSweep(sweep, query);
  page.coordinator.on("GET", gridPath, cells).on("GET", resultsPath, makeResults({ trials: [row(0), row(1, "failed")], total: 4 }));
  leave = trials(page.root, page.context) as () => void;
  await turn();
  resize(grid(), 1000);
}

/** Lets the tooltip's delay pass and its answer arrive. */
const rest = async () => {
  mock.timers.tick(200);
  await turn();
};

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => {
  leave();
  page.leave();
  mock.timers.reset();
});

test("trials_Answer_IsCountedByState", async () => {
  await open();
  assert.equal(count(), "4 trials");
  assert.deepEqual(textsOf(page.root, ".legend li"), ["pending 1", "completed 2", "failed 1"]);
  // The columns are the trial, its axes, its state and the most requested measurements.
  assert.deepEqual(rowsOf(page.root)[1], ["1", "cifar10", "vgg16", "fine-tuned", "50 %", "1", "1", "failed", "91.26", "0.3000", ""]);
  assert.match(textOf(page.root), /The first 2 of 4 trials/);
});

test("trials_Filter_IsAppliedAndKeptInTheAddress", async () => {
  await open({ where: "seed = 1", order: "top1 desc", colour: "loss" });
  assert.equal(asked(), "GET /v1/sweeps/study/grid?metric=loss&where=seed = 1&orderBy=top1 desc");
  write(where(), "  seed = 2 ");
  // Half a condition is an error, so typing does not apply it.
  assert.equal(asked(), "GET /v1/sweeps/study/grid?metric=loss&where=seed = 1&orderBy=top1 desc");
  submit(filter());
  await turn();
  assert.equal(asked(), "GET /v1/sweeps/study/grid?metric=loss&where=seed = 2&orderBy=top1 desc");
  assert.deepEqual(page.queries.at(-1), { where: "seed = 2", colour: "loss", order: "top1 desc", trial: "" });
  write(where(), "");
  assert.equal(asked(), "GET /v1/sweeps/study/grid?metric=loss&orderBy=top1 desc");
});

test("trials_InvalidCondition_IsReportedAtTheBoxAndKeepsTheGrid", async () => {
  await open();
  page.coordinator.on("GET", gridPath, Refusal.of(400, "where: <b>sed</b> is no field; seed is."));
  write(where(), "sed = 1");
  submit(filter());
  await turn();
  assert.equal(textOf(find(page.root, "#where-problem")), "where: <b>sed</b> is no field; seed is.");
  assert.equal(page.root.querySelector("b"), null);
  assert.equal(where().getAttribute("aria-invalid"), "true");
  assert.equal(count(), "4 trials");
  page.coordinator.on("GET", gridPath, cells);
  write(where(), "seed = 1");
  submit(filter());
  await turn();
  assert.ok(!isShown(find(page.root, "#where-problem")));
  assert.equal(where().getAttribute("aria-invalid"), "false");
});

test("trials_NoneOrNoAnswer_ShowsAMessage", async () => {
  await open();
  page.coordinator.on("GET", gridPath, { ...cells, trials: 0, states: "", values: "", counts: {} });
  await page.news();
  assert.equal(count(), "There are no trials.");
  write(where(), "seed = 9");
  submit(filter());
  await turn();
  assert.equal(count(), "No trial matches.");
  page.coordinator.on("GET", gridPath, Refusal.of(500, "The store does not answer."));
  await page.news();
  assert.equal(count(), "The store does not answer.");
});

test("trials_StateInTheLegend_NarrowsTheFilter", async () => {
  await open({ where: "seed = 1 or seed = 2" });
  button(page.root, /^failed/).click();
  await turn();
  assert.equal(where().value, "(seed = 1 or seed = 2) and state = failed");
  assert.equal(asked(), "GET /v1/sweeps/study/grid?where=(seed = 1 or seed = 2) and state = failed");
});

test("trials_Keyboard_MovesAnnouncesAndOpens", async () => {
  await open();
  press(grid(), "ArrowRight");
  press(grid(), "ArrowRight");
  assert.ok(isShown(tip()));
  assert.deepEqual(textsOf(tip(), "div").slice(0, 1), ["Trial 1"]);
  await rest();
  assert.deepEqual(textsOf(tip(), "div"), ["Trial 1", "cifar10, vgg16, fine-tuned, sparsity 50 %, seed 1, width 1", "completed", "top-1 80.00 %"]);
  assert.deepEqual(page.announced, ["Trial 1: cifar10, vgg16, fine-tuned, sparsity 50\u202f%, seed 1, width 1: completed, top-1 80.00\u202f%"]);
  press(grid(), "Enter");
  await turn();
  assert.equal(page.queries.at(-1)?.["trial"], "1");
  assert.equal(textOf(find(page.root, "aside h2")), "Trial 0");
  press(grid(), "Escape");
  assert.ok(!isShown(tip()));
});

test("trials_QuickMoves_LoadOnlyTheLastCell", async () => {
  await open();
  const before = page.coordinator.asked("GET /v1/sweeps/study/results").length;
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "End"]) {
    press(grid(), key);
    mock.timers.tick(100);
  }
  await rest();
  const questions = page.coordinator.asked("GET /v1/sweeps/study/results").slice(before);
  assert.deepEqual(questions, ["GET /v1/sweeps/study/results?where=trial = 3&pageSize=1"]);
});

test("trials_CellOfMany_OpensIntoItsTrials", async () => {
  await open();
  page.coordinator.on("GET", gridPath, { ...cells, trials: 25, perCell: 10, states: bytes(2, 2, 0), values: floats(90, 80, NaN) });
  write(where(), "seed = 1");
  submit(filter());
  await turn();
  assert.equal(count(), "25 trials, 10 to a cell; a click opens a cell");
  press(grid(), "ArrowRight");
  press(grid(), "ArrowRight");
  assert.equal(textsOf(tip(), "div")[0], "10 trials from 10");
  press(grid(), "Enter");
  await turn();
  assert.equal(where().value, "(seed = 1) and trial >= 10 and trial < 20");
  // The last cell has no upper bound.
  write(where(), "seed = 1");
  submit(filter());
  await turn();
  press(grid(), "ArrowRight");
  press(grid(), "End");
  press(grid(), "Enter");
  await turn();
  assert.equal(where().value, "(seed = 1) and trial >= 20");
});

test("trials_OldAnswer_DoesNotReplaceTheNewOne", async () => {
  await open();
  const answers: ((value: unknown) => void)[] = [];
  page.coordinator.on("GET", gridPath, () => new Promise((give) => { answers.push(give); }));
  const first = page.news();
  const second = page.news();
  answers[1]!({ ...cells, trials: 3, states: bytes(2, 2, 2) });
  await second;
  answers[0]!(cells);
  await first;
  assert.equal(count(), "3 trials");
});

test("trials_ColourByValue_HasARampAndUnits", async () => {
  await open({ colour: "top1" });
  assert.deepEqual(textsOf(page.root, ".ramp-legend span").filter((text) => text !== ""), ["top-1", "80.00 %", "91.30 %"]);
  choose(find<HTMLSelectElement>(page.root, "#colour"), "");
  await turn();
  assert.equal(page.root.querySelector(".ramp-legend"), null);
});

test("trials_EndedSweep_IsColouredByAccuracyByDefault", async () => {
  await open({}, { state: "SWEEP_STATE_COMPLETED" });
  assert.equal(asked(), "GET /v1/sweeps/study/grid?metric=top1");
  // The default colour is not in the address; choosing the state then is.
  choose(find<HTMLSelectElement>(page.root, "#colour"), "");
  await turn();
  assert.equal(asked(), "GET /v1/sweeps/study/grid");
  assert.equal(page.queries.at(-1)?.["colour"], "state");
  choose(find<HTMLSelectElement>(page.root, "#colour"), "top1");
  assert.equal(page.queries.at(-1)?.["colour"], "");
  page.leave();
  await open({ colour: "state" }, { state: "SWEEP_STATE_COMPLETED" });
  assert.equal(asked(), "GET /v1/sweeps/study/grid");
});

test("trials_OrderBy_ListsTheUsualFields", async () => {
  await open();
  assert.deepEqual(textsOf(page.root, "#order option"), [
    "the grid", "top-1, highest first", "top-1, lowest first", "test loss, highest first", "test loss, lowest first", "data set", "architecture", "mode",
    "sparsity, highest first", "sparsity, lowest first", "seed, highest first", "seed, lowest first", "width, highest first", "width, lowest first", "state"]);
  assert.deepEqual(textsOf(page.root, "#colour option"), ["state", "top-1", "test loss", "sparsity", "width"]);
});

test("trials_Table_HeadersCycleThroughTheOrders", async () => {
  await open();
  const press_ = async (name: string) => {
    button(find(page.root, "thead"), name).click();
    await turn();
    return page.queries.at(-1)?.["order"];
  };
  assert.equal(await press_("top-1 (%)"), "top1");
  assert.equal(find(page.root, "th[aria-sort=ascending]").textContent, "top-1 (%)");
  assert.equal(await press_("top-1 (%)"), "top1 desc");
  assert.equal(find(page.root, "th[aria-sort=descending]").textContent, "top-1 (%)");
  assert.equal(await press_("top-1 (%)"), "");
  // The grid is ordered by trial, so the first press reverses it.
  assert.equal(await press_("trial"), "trial desc");
  assert.equal(await press_("trial"), "");
});

test("trials_TrialInTheAddress_IsOpenAndCanBeClosed", async () => {
  await open({ trial: "1" });
  const aside = find(page.root, "aside");
  assert.ok(isShown(aside));
  assert.ok(page.coordinator.asked().includes("GET /v1/sweeps/study/results?where=trial = 1&pageSize=1"));
  assert.equal(find(aside, "a.button").getAttribute("href"), "#/stages/stage0");
  press(aside, "Escape");
  assert.ok(!isShown(aside));
  assert.equal(page.queries.at(-1)?.["trial"], "");
});

test("trials_NonsenseInTheAddress_OpensNothing", async () => {
  await open({ trial: "1 or 1 = 1" });
  assert.ok(!isShown(find(page.root, "aside")));
  assert.ok(page.coordinator.asked().every((text) => !text.includes("1 or 1")));
});

test("trialDetail_NoAnswer_ShowsAMessageAndCanBeClosed", async () => {
  await open();
  page.coordinator.on("GET", resultsPath, Refusal.of(500, "The store does not answer."));
  button(find(page.root, "tbody"), "1").click();
  await turn();
  const aside = find(page.root, "aside");
  assert.equal(textOf(find(aside, "[role=alert]")), "The store does not answer.");
  button(aside, "Close").click();
  assert.ok(!isShown(aside));
  assert.equal(document.activeElement, grid());
});
