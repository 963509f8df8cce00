import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Client, exportPath, queryOf } from "../../src/api/client";
import { ApiError } from "../../src/api/errors";

/** A client that records its requests and gets the given answers. */
function clientOf(status: number, body: unknown) {
  const sent: { path: string; init: RequestInit }[] = [];
  const client = new Client((path, init) => {
    sent.push({ path, init });
    return Promise.resolve(new Response(typeof body === "string" ? body : JSON.stringify(body), { status }));
  });
  return { client, sent };
}

const headersOf = (init: RequestInit | undefined) => init?.headers as Record<string, string>;

test("queryOf_UnsetAndLists_AreOmittedAndRepeated", () => {
  assert.equal(queryOf({ a: "", b: undefined, c: false }), "");
  assert.equal(queryOf({ where: "a = \"b&c\"", groupBy: ["x", "y"], pageSize: 10, withSpec: true }),
    "?where=a%20%3D%20%22b%26c%22&groupBy=x&groupBy=y&pageSize=10&withSpec=true");
  assert.equal(exportPath("s", "csv"), "/v1/sweeps/s/export?format=csv");
});

test("get_Success_IsTheJson", async () => {
  const { client, sent } = clientOf(200, { sweep: { name: "x" }, spec: "" });
  assert.equal((await client.sweep("a.b_c-1")).sweep.name, "x");
  assert.equal(sent[0]?.path, "/v1/sweeps/a.b_c-1");
  assert.equal(headersOf(sent[0]?.init)["X-Sweep-CSRF"], undefined);
});

test("post_AfterSession_CarriesItsCsrf", async () => {
  const { client, sent } = clientOf(200, { authentication: true, role: "operator", csrf: "abc", version: "1" });
  await client.session();
  await client.cancel("x");
  assert.equal(sent[1]?.path, "/v1/sweeps/x:cancel");
  assert.equal(headersOf(sent[1]?.init)["X-Sweep-CSRF"], "abc");
});

test("call_RefusedWithAStatus_ThrowsItsMessageReasonAndProblems", async () => {
  const { client } = clientOf(400, {
    code: 3, message: "The spec has 1 problem.", details: [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "INVALID_SPEC", domain: "sweep" },
      { "@type": "type.googleapis.com/sweep.v1.SpecProblems", problems: [{ line: 3, path: "grid.x", message: "is unknown" }, { message: "no name" }] },
    ],
  });
  await assert.rejects(client.plan("…"), (error: ApiError) => {
    assert.equal(error.message, "The spec has 1 problem.");
    assert.equal(error.reason, "INVALID_SPEC");
    assert.deepEqual(error.problems, [{ line: 3, path: "grid.x", message: "is unknown" }, { line: 0, path: "", message: "no name" }]);
    return true;
  });
});

test("call_RefusedWithoutAStatus_ExplainsWhatToDo", async () => {
  for (const body of ["<html>Bad gateway</html>", "", "null", "[]", "{\"message\": 5}"]) {
    await assert.rejects(clientOf(502, body).client.list(), { message: "The coordinator answered with HTTP 502. Its log says more." });
  }
});

test("call_NoAnswer_ReportsThatItCannotBeReached", async () => {
  const client = new Client(() => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(client.list(), (error: ApiError) => error.status === 0 && /cannot be reached/.test(error.message));
});

test("call_Aborted_ThrowsTheAbort", async () => {
  const client = new Client((_, init) => Promise.reject(init.signal?.reason as Error));
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(client.list("", controller.signal), { name: "AbortError" });
});

test("call_SignedOut_NotifiesThePage", async () => {
  const { client } = clientOf(401, { message: "A token is needed." });
  let told = 0;
  client.onSignedOut = () => told++;
  await assert.rejects(client.list());
  await assert.rejects(client.signIn("wrong"));
  assert.equal(told, 1);
});

test("call_SuccessWithoutJson_ExplainsTheCause", async () => {
  await assert.rejects(clientOf(200, "<html>Sign in to the hotel's network</html>").client.list(), (error: ApiError) =>
    error instanceof ApiError && error.status === 200 && /did not come from a coordinator/.test(error.message));
});

test("call_EmptySuccess_IsAnEmptyMessage", async () => {
  assert.deepEqual(await clientOf(200, "").client.list(), {});
});

test("call_AnyMethod_SendsTheExpectedRequest", async () => {
  const { client, sent } = clientOf(200, {});
  await client.list("tok/en");
  await client.setPriority("a/b?", 7);
  await client.delete("x");
  await client.drain({ all: true });
  await client.submit("name: x", "");
  await client.stages("x", { states: ["STAGE_STATE_FAILED", "STAGE_STATE_BLOCKED"], pageSize: 100, pageToken: "" });
  await client.bestSparsity("x", { tolerance: 0 });
  await client.stage("ab c");
  assert.deepEqual(sent.map(({ path, init }) => [init.method, path, init.body]), [
    ["GET", "/v1/sweeps?pageSize=200&pageToken=tok%2Fen", null],
    ["POST", "/v1/sweeps/a%2Fb%3F:setPriority", "{\"priority\":7}"],
    ["DELETE", "/v1/sweeps/x", null],
    ["POST", "/v1/workers:drain", "{\"all\":true}"],
    ["POST", "/v1/sweeps", "{\"spec\":\"name: x\",\"name\":\"\"}"],
    ["GET", "/v1/sweeps/x/stages?states=STAGE_STATE_FAILED&states=STAGE_STATE_BLOCKED&pageSize=100", null],
    ["GET", "/v1/sweeps/x/best-sparsity?tolerance=0", null],
    ["GET", "/v1/stages/ab%20c", null],
  ]);
  // The session's cookie is sent only to the page's own origin, and no answer comes from a cache.
  assert.ok(sent.every(({ init }) => init.credentials === "same-origin" && init.cache === "no-store"));
  assert.equal(headersOf(sent[1]?.init)["Content-Type"], "application/json");
  assert.equal(headersOf(sent[0]?.init)["Content-Type"], undefined);
});

test("call_Csrf_IsSentWithChangesWhileSignedIn", async () => {
  const { client, sent } = clientOf(200, { authentication: true, role: "operator", csrf: "abc", version: "1" });
  await client.pause("x");
  await client.signIn("token");
  await client.list();
  await client.delete("x");
  await client.signOut();
  await client.pause("x");
  assert.deepEqual(sent.map(({ init }) => headersOf(init)["X-Sweep-CSRF"]), [undefined, undefined, undefined, "abc", "abc", undefined]);
});

test("signOut_Refused_KeepsTheSession", async () => {
  let refuses = false;
  const sent: RequestInit[] = [];
  const client = new Client((_, init) => {
    sent.push(init);
    return Promise.resolve(new Response(refuses ? "" : "{\"csrf\": \"abc\"}", { status: refuses ? 500 : 200 }));
  });
  await client.session();
  refuses = true;
  await assert.rejects(client.signOut());
  refuses = false;
  await client.pause("x");
  assert.equal(headersOf(sent.at(-1))["X-Sweep-CSRF"], "abc");
});

test("exportPath_Condition_IsIncluded", () => {
  assert.equal(exportPath("my study", "jsonl", "top1 > 90"), "/v1/sweeps/my%20study/export?format=jsonl&where=top1%20%3E%2090");
});

const notReady = (retryDelay: string) =>
  () => Promise.resolve({ ok: false, status: 503, text: () => Promise.resolve(JSON.stringify({ code: 14, message: "The trials are being read.", details: [{ "@type": "t/google.rpc.RetryInfo", retryDelay }] })) } as Response);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("get_NotReady_WaitsAsRequestedWithinLimits", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    for (const [told, waits] of [["1.5s", 1500], ["0s", 200], ["60s", 5000]] as const) {
      let asked = 0;
      const controller = new AbortController();
      const client = new Client(() => { asked++; return notReady(told)(); });
      const answer = assert.rejects(client.workers(controller.signal));
      await turn();
      mock.timers.tick(waits - 1);
      await turn();
      assert.equal(asked, 1, told);
      mock.timers.tick(1);
      await turn();
      assert.equal(asked, 2, told);
      controller.abort();
      await answer;
    }
  } finally {
    mock.timers.reset();
  }
});

test("get_NeverReady_GivesUpWithTheReason", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    let asked = 0;
    const client = new Client(() => { asked++; return notReady("1s")(); });
    const answer = assert.rejects(client.workers(), { message: "The trials are being read." });
    for (let round = 0; round < 100; round++) {
      await turn();
      mock.timers.tick(1000);
    }
    await answer;
    assert.equal(asked, 60);
  } finally {
    mock.timers.reset();
  }
});

test("post_NotReady_IsNotDoneTwice", async () => {
  let asked = 0;
  const client = new Client(() => { asked++; return notReady("0s")(); });
  await assert.rejects(client.pause("x"), { message: "The trials are being read." });
  assert.equal(asked, 1);
});

test("get_RefusedPermanently_IsNotRetried", async () => {
  let asked = 0;
  const client = new Client(() => { asked++; return Promise.resolve(new Response("{}", { status: 500 })); });
  await assert.rejects(client.workers());
  assert.equal(asked, 1);
});

test("get_NotReady_RetriesAsRequested", async () => {
  let asked = 0;
  const client = new Client(() => Promise.resolve(++asked < 3
    ? new Response(JSON.stringify({ code: 14, message: "The trials are being read.", details: [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "NOT_READY" },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "0.010s" }] }), { status: 503 })
    : new Response("{\"workers\": []}")));
  assert.deepEqual(await client.workers(), { workers: [] });
  assert.equal(asked, 3);
});

test("get_NotReadyAndAborted_StopsRetrying", async () => {
  const controller = new AbortController();
  let asked = 0;
  const client = new Client(() => {
    asked++;
    setTimeout(() => controller.abort(), 20);
    return Promise.resolve(new Response(JSON.stringify({ code: 14, message: "…", details: [{ "@type": "t/google.rpc.RetryInfo", retryDelay: "5s" }] }), { status: 503 }));
  });
  await assert.rejects(client.workers(controller.signal), { name: "AbortError" });
  assert.equal(asked, 1);
});
