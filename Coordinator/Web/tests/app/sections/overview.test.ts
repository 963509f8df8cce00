import "../../browser";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { BestSparsityRow } from "../../../src/api/types";
import { overview } from "../../../src/app/sections/overview";
import { find, isShown, rowsOf, textOf, textsOf, turn } from "../../acts";
import { surroundSweep } from "../../fakes/context";
import type { Call } from "../../fakes/coordinator";
import { makeCounts, makeResults } from "../../fakes/messages";

let page!: ReturnType<typeof surroundSweep>;
let end: (() => void) | void;
afterEach(() => {
  end?.();
  page.leave();
});

const group = (key: (string | number)[], top1: number) => ({
  key, trials: 2, completed: 2, failed: 0, metrics: ["top1", "top5", "loss", "compression"].map((metric) => ({ metric, count: 2, mean: top1, std: 0.5 })),
});
const row: BestSparsityRow = { dataset: "mnist", architecture: "vgg16", axes: {}, gainBound: "not-available", verdict: "unresolved", differences: [], answer: "mnist vgg16: not resolved" };

async function open(more: Parameters<typeof surroundSweep>[0] = {}) {
  page = surroundSweep(more);
  page.coordinator.on("GET", "/v1/sweeps/study/best-sparsity", { rows: [row], tolerance: 1, answer: "mnist vgg16: not resolved." })
    .on("GET", "/v1/sweeps/study/results", ({ query }: Call) => {
      const by = query.getAll("groupBy");
      return by.length === 0 ? makeResults({}) : by[0] === "seed" ? makeResults({ groups: [], total: 5 })
        : by[0] === "error" ? makeResults({ groups: [{ key: ["out of memory"], trials: 3, completed: 0, failed: 3, metrics: [] }] })
          : makeResults({ matched: 10, groups: [group(["mnist", "vgg16", "0.5", "fine-tuned", 0], 96), group(["mnist", "vgg16", "0.5", "fine-tuned", 0.9], 90)] });
    });
  end = overview(page.root, page.context);
  for (let round = 0; round < 6; round++) {
    await turn();
  }
}

test("overview_Finished_ShowsQuestionAnswerNumbersAndCost", async () => {
  await open({ state: "SWEEP_STATE_COMPLETED", spent: "3600s", saved: "7200s", trials: { total: 10, completed: 10, failed: 0 }, stages: makeCounts({ total: 6, completed: 6, reused: 2 }) });
  assert.equal(textOf(find(page.root, ".answer")), "mnist vgg16: not resolved.");
  assert.match(textOf(find(page.root, ".facts")), /5 seeds · 10 trials$/);
  assert.deepEqual(rowsOf(find(page.root, ".heat")), [["vgg16 on mnist · width 0.5"], ["fine-tuned", "96.0± 0.5", "90.0± 0.5"]]);
  assert.deepEqual(textsOf(page.root, ".bars dd"), ["1.0 h", "3.0 h"]);
  assert.equal(textOf(find(page.root, "section[aria-labelledby=cost] .hint")),
    "Sharing stages saved 67 % of the worker time: it would have been 3× as much. 6 stages for 10 trials, 6 of them completed, 2 of those by earlier sweeps.");
  assert.ok(!isShown(find(page.root, "section[aria-labelledby=reasons]")));
  // The overview has nothing to select or press.
  assert.equal(page.root.querySelector("select, input, button"), null);
});

test("overview_Failures_AreQueriedOncePerNumberOfFailures", async () => {
  await open({ trials: { total: 10, completed: 4, failed: 3 } });
  assert.deepEqual(textsOf(page.root, ".reasons li"), ["3 trialsout of memory"]);
  assert.match(textOf(find(page.root, ".answer")), /^So far, with 4 of 10 trials: /);
  const asked = page.coordinator.asked().filter((call) => call.includes("groupBy=error")).length;
  await page.news({ fraction: 0.6 });
  assert.equal(page.coordinator.asked().filter((call) => call.includes("groupBy=error")).length, asked);
  await page.news({ trials: { total: 10, completed: 4, failed: 4 } });
  assert.equal(page.coordinator.asked().filter((call) => call.includes("groupBy=error")).length, asked + 1);
});
