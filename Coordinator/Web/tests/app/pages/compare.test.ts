import "../../browser";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { comparePage } from "../../../src/app/pages/compare";
import { parse, toCompare } from "../../../src/app/route";
import { button, choose, find, rowsOf, submit, textOf, textsOf, turn, write } from "../../acts";
import { Refusal, type Call } from "../../fakes/coordinator";
import { surround } from "../../fakes/context";
import { field, makeResults, makeSweep } from "../../fakes/messages";

let page!: ReturnType<typeof surround>;
let end: () => void = () => undefined;
beforeEach(() => { page = surround(); });
afterEach(() => {
  end();
  page.leave();
});

const group = (top1: number, mode = "fine-tuned") => ({
  key: ["mnist", "vgg16", "0.5", mode, 0.5], trials: 2, completed: 2, failed: 0, metrics: ["top1", "top5", "loss", "compression"].map((metric) => ({ metric, count: 2, mean: top1, std: 0.5 })),
});
const figure = (sparsity: number) => ({ sparsity, bound: "exact", denseTop1: 96, top1: 95, compression: 2, seeds: 2, note: "", breakPoint: { sparsity, isBeyond: false, seeds: 2, images: 0 } });

function answer(name: string, top1: number) {
  page.coordinator.on("GET", `/v1/sweeps/${name}`, { sweep: makeSweep(name), spec: "", notes: "" })
    .on("GET", `/v1/sweeps/${name}/best-sparsity`, { tolerance: 1, answer: `${name} says so.`, rows: [{
      dataset: "mnist", architecture: "vgg16", axes: { width: "0.5" }, fineTuned: figure(0.9), fromScratch: figure(0.5), gain: 0.4, gainBound: "exact", gainEstimate: 0.41,
      gainInterval: { low: 0.3, high: 0.5 }, verdict: "further", differences: [], answer: "" }] })
    .on("GET", `/v1/sweeps/${name}/results`, ({ query }: Call) => (query.has("groupBy") ? makeResults({ groups: [group(top1), group(top1 - 5, "from-scratch")] }) : makeResults({})));
}

async function open(hash: string) {
  page.coordinator.on("GET", "/v1/sweeps", { sweeps: ["a", "b", "c"].map((name) => makeSweep(name)), nextPageToken: "" });
  const route = parse(hash);
  assert.equal(route.page, "compare");
  end = comparePage(page.root, page.context, route as Extract<typeof route, { page: "compare" }>);
  for (let round = 0; round < 8; round++) {
    await turn();
  }
}

test("comparePage_Sweeps_StandBesideEachOther", async () => {
  answer("a", 96);
  answer("b", 91);
  await open(toCompare(["a", "b"]));
  assert.deepEqual(textsOf(page.root, ".compared thead a"), ["a", "b"]);
  assert.deepEqual(rowsOf(find(page.root, ".compared"))[0], ["answer", "a says so.", "b says so."]);
  assert.deepEqual(textsOf(page.root, ".card h3"), ["vgg16 on mnist · width 0.5"]);
  assert.deepEqual(rowsOf(find(page.root, ".card")), ["a", "b"].map((name) => [name, "90 %", "50 %", "+41 [+30, +50]"]));
});

test("comparePage_SweepsToAdd_AreTheRemainingOnes", async () => {
  answer("a", 96);
  await open(toCompare(["a"]));
  const box = find<HTMLSelectElement>(page.root, "select");
  assert.deepEqual(textsOf(box, "option"), ["add a sweep …", "b", "c"]);
  choose(box, "c");
  assert.equal(location.hash, "#/compare?sweeps=a%2Cc");
  assert.deepEqual(parse(location.hash), { page: "compare", sweeps: ["a", "c"], trials: [] });
  button(page.root, "Leave out a").click();
  assert.equal(location.hash, "#/compare");
});

test("comparePage_Trials_RowsThatDifferStandOut", async () => {
  page.coordinator.on("GET", "/v1/sweeps/a/results", ({ query }: Call) => makeResults({
    fields: [field("dataset"), field("trial", "whole"), field("top1", "number"), field("error")], trials: [["mnist", 1, query.get("where") === "trial = 3" ? 90 : 80, null]] }));
  await open(toCompare([], ["a:3", "a:4"]));
  assert.deepEqual(textsOf(page.root, "thead a"), ["a, trial 3", "a, trial 4"]);
  assert.deepEqual(rowsOf(page.root), [["data set", "mnist", "mnist"], ["top-1", "90.00 %", "80.00 %"]]);
  assert.deepEqual(textsOf(page.root, "tr.differs b"), ["90.00 %", "80.00 %"]);
  write(find<HTMLInputElement>(page.root, "input[type=number]"), "7");
  submit(find(page.root, "form"));
  assert.deepEqual(parse(location.hash), { page: "compare", sweeps: [], trials: ["a:3", "a:4", "a:7"] });
});

test("comparePage_NoneOrNoAnswer_ShowsAMessage", async () => {
  await open("#/compare");
  assert.match(textOf(page.root), /Choose two sweeps or more/);
  end();
  page.root.replaceChildren();
  page.coordinator.on("GET", "/v1/sweeps/gone", Refusal.of(404, "There is no sweep gone."));
  await open(toCompare(["gone"]));
  assert.match(textOf(find(page.root, ".notice.bad")), /./);
});
