import "../../browser";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ask } from "../../../src/app/widgets/dialog";
import { button, find, submit, textOf, turn } from "../../acts";
import { later } from "../../fakes/coordinator";

beforeEach(() => document.body.replaceChildren());
const dialog = () => document.querySelector("dialog");
const open = (act: () => Promise<void> = () => Promise.resolve(), more = {}) => {
  ask({ title: "Cancel it?", text: "It ends.", verb: "Cancel it", act, ...more });
  return find<HTMLDialogElement>(document, "dialog");
};

test("ask_Confirmed_DoesItAndCloses", async () => {
  let done = 0;
  const box = open(() => { done++; return Promise.resolve(); });
  submit(find(box, "form"));
  await turn();
  assert.equal(done, 1);
  assert.equal(dialog(), null);
});

test("ask_Kept_DoesNothing", async () => {
  let done = 0;
  const box = open(() => { done++; return Promise.resolve(); });
  button(box, "Keep as it is").click();
  await turn();
  assert.equal(done, 0);
  assert.equal(dialog(), null);
});

test("ask_InProgress_IsNotDoneTwice", async () => {
  const { answer, give } = later<void>();
  const box = open(() => answer);
  submit(find(box, "form"));
  assert.ok(button(box, "Cancel it").disabled);
  assert.notEqual(dialog(), null);
  give();
  await turn();
  assert.equal(dialog(), null);
});

test("ask_Failed_StaysWithTheErrorAndCanBeTriedAgain", async () => {
  let fails = true;
  const box = open(() => (fails ? Promise.reject(new Error("It is <b>gone</b>.")) : Promise.resolve()));
  submit(find(box, "form"));
  await turn();
  assert.equal(textOf(find(box, "[role=alert]")), "It is <b>gone</b>.");
  assert.equal(box.querySelector("b"), null);
  assert.ok(!button(box, "Cancel it").disabled);
  fails = false;
  submit(find(box, "form"));
  assert.equal(textOf(find(box, "[role=alert]")), "");
  await turn();
  assert.equal(dialog(), null);
});

test("ask_Danger_EnterDoesNotDoIt", () => {
  const safe = open();
  assert.equal(document.activeElement, button(safe, "Cancel it"));
  safe.close();
  const danger = open(undefined, { danger: true });
  assert.equal(document.activeElement, button(danger, "Keep as it is"));
});

test("ask_Closed_GivesTheFocusBack", () => {
  const opener = document.createElement("button");
  document.body.append(opener);
  opener.focus();
  const box = open();
  assert.notEqual(document.activeElement, opener);
  box.close();
  assert.equal(document.activeElement, opener);
});

test("ask_PressBesideIt_Closes", () => {
  const box = open();
  find(box, "h2").click();
  assert.notEqual(dialog(), null);
  box.click();
  assert.equal(dialog(), null);
});
