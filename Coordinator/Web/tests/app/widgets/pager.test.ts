import "../../browser";
import assert from "node:assert/strict";
import test from "node:test";
import { Pager } from "../../../src/app/widgets/pager";
import { button, find, textOf, turn } from "../../acts";
import { later } from "../../fakes/coordinator";

interface Page { items: number[]; nextPageToken: string }

function pager() {
  const asked: { token: string; give: (page: Page) => void; fail: (error: unknown) => void }[] = [];
  const shown: number[] = [];
  const made = new Pager<Page>((token) => {
    const { answer, give, fail } = later<Page>();
    asked.push({ token, give, fail });
    return answer;
  }, (page, isFirst) => {
    if (isFirst) {
      shown.length = 0;
    }
    shown.push(...page.items);
  });
  return { made, asked, shown, more: () => button(made.element, "Show more") };
}

test("restart_ManyPages_GrowOneByOne", async () => {
  const { made, asked, shown, more } = pager();
  const first = made.restart();
  asked[0]!.give({ items: [1, 2], nextPageToken: "two" });
  assert.equal(await first, true);
  assert.ok(!more().hidden);
  more().click();
  assert.ok(more().disabled);
  assert.equal(asked[1]!.token, "two");
  asked[1]!.give({ items: [3], nextPageToken: "" });
  await turn();
  assert.deepEqual(shown, [1, 2, 3]);
  assert.ok(more().hidden);
});

test("restart_Again_KeepsOldContentUntilTheNewArrives", async () => {
  const { made, asked, shown } = pager();
  void made.restart();
  asked[0]!.give({ items: [1], nextPageToken: "" });
  await turn();
  void made.restart();
  assert.deepEqual(shown, [1]);
  asked[1]!.give({ items: [2], nextPageToken: "" });
  await turn();
  assert.deepEqual(shown, [2]);
});

test("restart_OlderAnswerComesLate_IsDropped", async () => {
  const { made, asked, shown } = pager();
  void made.restart();
  void made.restart();
  asked[1]!.give({ items: [2], nextPageToken: "" });
  await turn();
  asked[0]!.give({ items: [1], nextPageToken: "old" });
  await turn();
  assert.deepEqual(shown, [2]);
});

test("load_Failure_IsShownAndTheSamePageRetried", async () => {
  const { made, asked, shown, more } = pager();
  void made.restart();
  asked[0]!.give({ items: [1], nextPageToken: "two" });
  await turn();
  more().click();
  asked[1]!.fail(new Error("It cannot be reached."));
  await turn();
  const notice = find(made.element, ".notice");
  assert.deepEqual([textOf(notice), notice.hidden, notice.getAttribute("role")], ["It cannot be reached.", false, "alert"]);
  assert.deepEqual(shown, [1]);
  assert.ok(!more().hidden && !more().disabled);
  more().click();
  assert.equal(asked[2]!.token, "two");
  asked[2]!.give({ items: [2], nextPageToken: "" });
  await turn();
  assert.ok(notice.hidden);
  assert.deepEqual(shown, [1, 2]);
});

test("restart_PageLeft_IsNoFailure", async () => {
  const { made, asked } = pager();
  const first = made.restart();
  asked[0]!.fail(AbortSignal.abort().reason);
  assert.equal(await first, false);
  assert.ok(find(made.element, ".notice").hidden);
});
