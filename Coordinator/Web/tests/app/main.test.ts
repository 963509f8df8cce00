import "../browser";
import assert from "node:assert/strict";
import { before, beforeEach, mock, test } from "node:test";
import { button, find, isShown, submit, textOf, textsOf, turn, write } from "../acts";
import { FakeCoordinator, Refusal } from "../fakes/coordinator";
import { makeSweep } from "../fakes/messages";
import { FakeSource } from "../fakes/source";

// Tests the whole page against a coordinator that requires tokens. One page lives through all tests, as in a browser's tab.
const hostile = "a<img src=x onerror=alert(1)>";
let role: "viewer" | "operator" | null = null;
let isThere = false;
const coordinator = new FakeCoordinator();
const session = () => ({ authentication: true, role, csrf: role === null ? null : `csrf-of-${role}`, version: "1" });
const page = () => find(document, "main");
const bar = () => textOf(find(document, "header.bar"));
const opened = () => FakeSource.open.map(({ url }) => url);

async function go(hash: string) {
  location.hash = hash;
  dispatchEvent(new Event("hashchange"));
  await turn();
}

/** Also lets the browser's own queued work run. */
const settle = async () => {
  await turn();
  await turn();
};

before(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  coordinator.on("GET", "/v1/session", () => (isThere ? session() : Refusal.of(503, "The coordinator starts.")))
    .on("POST", "/v1/session", ({ body }) => {
      role = body["token"] === "operator" || body["token"] === "viewer" ? body["token"] : null;
      return role === null ? Refusal.of(401, "The coordinator does not know this token.") : session();
    })
    .on("GET", "/v1/sweeps", () => (role === null ? Refusal.of(401, "A token is needed.") : { sweeps: [makeSweep("study")], nextPageToken: "" }))
    .on("POST", "/v1/sweeps/study:pause", { sweep: makeSweep("study", { state: "SWEEP_STATE_PAUSED" }), message: "study is paused." })
    .on("GET", "/v1/sweeps/study", { sweep: makeSweep("study"), spec: "name: study" });
  Object.assign(globalThis, { EventSource: FakeSource, fetch: (path: string, init: RequestInit) => coordinator.send(path, init) });
});
beforeEach(() => coordinator.calls.splice(0));

test("main_NoAnswer_ShowsWhyAndTriesAgain", async () => {
  await import("../../src/app/main");
  await settle();
  assert.deepEqual([textOf(find(page(), "h1")), textOf(find(page(), "[role=alert]"))], ["No answer", "The coordinator starts."]);
  assert.deepEqual(opened(), []);
  isThere = true;
  button(page(), "Try again").click();
  await settle();
  assert.equal(textOf(find(page(), "h1")), "Sign in");
});

test("main_SignedOut_ShowsOnlySignIn", async () => {
  assert.ok(!isShown(find(document, "nav[aria-label=Main]")));
  assert.deepEqual(opened(), []);
  // Another address does not bypass signing in.
  await go("#/workers");
  assert.equal(textOf(find(page(), "h1")), "Sign in");
  assert.deepEqual(coordinator.asked(), []);
  await go("#/");
});

test("signIn_WrongToken_ShowsAnErrorAndStays", async () => {
  write(find<HTMLInputElement>(page(), "#token"), "wrong");
  submit(find(page(), "form"));
  assert.ok(button(page(), "Sign in").disabled);
  await settle();
  assert.equal(textOf(find(page(), "[role=alert]")), "The coordinator does not know this token.");
  assert.ok(!button(page(), "Sign in").disabled);
  assert.equal(document.activeElement, find(page(), "#token"));
});

test("signIn_Viewer_CanChangeNothing", async () => {
  write(find<HTMLInputElement>(page(), "#token"), " viewer ");
  submit(find(page(), "form"));
  await settle();
  await settle();
  assert.deepEqual(coordinator.calls.find(({ method }) => method === "POST")?.body, { token: "viewer" });
  assert.deepEqual(textsOf(page(), "tbody th"), ["study"]);
  assert.deepEqual(opened(), ["/v1/events"]);
  assert.match(bar(), /viewer ?Sign out/);
  assert.ok(!isShown(find(document, "nav a[href='#/submit']")));
});

test("main_SessionOver_AsksForATokenAndStopsTheStream", async () => {
  role = null;
  await go("#/workers");
  await go("#/");
  await settle();
  assert.equal(textOf(find(page(), "h1")), "Sign in");
  assert.deepEqual(opened(), []);
});

test("main_Operator_SendsTheSessionsTokenWithChanges", async () => {
  write(find<HTMLInputElement>(page(), "#token"), "operator");
  submit(find(page(), "form"));
  await settle();
  await settle();
  await go("#/sweeps/study/spec");
  assert.deepEqual(opened(), ["/v1/events?name=study"]);
  FakeSource.last.say({ sweeps: [makeSweep("study")] });
  await settle();
  coordinator.calls.splice(0);
  button(page(), "Pause").click();
  await settle();
  const [call] = coordinator.calls;
  assert.deepEqual([call?.method, call?.path, call?.headers["X-Sweep-CSRF"]], ["POST", "/v1/sweeps/study:pause", "csrf-of-operator"]);
  assert.equal(textOf(find(page(), ".notice.good")), "study is paused.");
  assert.ok(isShown(button(page(), "Resume")));
  assert.ok(!isShown(button(page(), "Pause")));
});

test("main_StoreFails_ShowsItUntilItWorks", async () => {
  const alerts = () => textsOf(document.body, "[role=alert]:not([hidden])");
  FakeSource.last.say({ storeFault: "The disk is full." });
  await turn();
  assert.match(alerts().join(), /The store does not work: The disk is full\. .*it goes on by itself/);
  FakeSource.last.say({});
  await turn();
  assert.deepEqual(alerts(), []);
});

test("main_SweepDeleted_ShowsItAndStopsFollowing", async () => {
  FakeSource.last.say({ deleted: ["study"] });
  await settle();
  assert.equal(textOf(find(page(), "h1")), "The sweep study was deleted.");
  assert.deepEqual(opened().map((url) => url.includes("name=")), [false]);
});

test("main_NamesWithMarkup_StayText", async () => {
  await go(`#/sweeps/${encodeURIComponent(hostile)}`);
  await settle();
  assert.match(textOf(find(page(), "h1")), /cannot be reached/);
  coordinator.on("GET", `/v1/sweeps/${hostile}`, Refusal.of(404, "…", "NOT_FOUND"));
  await go("#/");
  await go(`#/sweeps/${encodeURIComponent(hostile)}`);
  await settle();
  assert.equal(textOf(find(page(), "h1")), `There is no sweep ${hostile}.`);
  await go(`#/stages/${encodeURIComponent(hostile)}`);
  await settle();
  await go("#/");
  FakeSource.last.say({ sweeps: [makeSweep(hostile)] });
  assert.ok(textsOf(page(), "tbody th").includes(hostile));
  assert.equal(document.querySelector("img"), null);
});

test("main_ConnectionLost_ChecksTheSession", async () => {
  role = null;
  FakeSource.last.break();
  await settle();
  assert.notEqual(textOf(page().querySelector("h1")), "Sign in");
  mock.timers.tick(18_750);
  FakeSource.last.break();
  await settle();
  await settle();
  assert.equal(textOf(find(page(), "h1")), "Sign in");
  assert.deepEqual(opened(), []);
});
