import assert from "node:assert/strict";
import test from "node:test";
import { Client, exportPath, queryOf } from "../../src/api/client";
import { ApiError } from "../../src/api/errors";

/** A client whose requests are kept, and answered with what is given. */
function clientOf(status: number, body: unknown) {
  const sent: { path: string; init: RequestInit }[] = [];
  const client = new Client((path, init) => {
    sent.push({ path, init });
    return Promise.resolve(new Response(typeof body === "string" ? body : JSON.stringify(body), { status }));
  });
  return { client, sent };
}

const headersOf = (init: RequestInit | undefined) => init?.headers as Record<string, string>;

test("queryOf_UnsetAndLists_LeftOutAndRepeated", () => {
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

test("call_RefusedWithoutAStatus_SaysWhatToDo", async () => {
  for (const body of ["<html>Bad gateway</html>", "", "null", "[]", "{\"message\": 5}"]) {
    await assert.rejects(clientOf(502, body).client.list(), { message: "The coordinator answered with HTTP 502. Its log says more." });
  }
});

test("call_NoAnswer_SaysThatItCannotBeReached", async () => {
  const client = new Client(() => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(client.list(), (error: ApiError) => error.status === 0 && /cannot be reached/.test(error.message));
});

test("call_Aborted_ThrowsTheAbort", async () => {
  const client = new Client((_, init) => Promise.reject(init.signal?.reason as Error));
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(client.list("", controller.signal), { name: "AbortError" });
});

test("call_SignedOut_IsTold", async () => {
  const { client } = clientOf(401, { message: "A token is needed." });
  let told = 0;
  client.onSignedOut = () => told++;
  await assert.rejects(client.list());
  await assert.rejects(client.signIn("wrong"));
  assert.equal(told, 1);
});

test("get_NotReady_AsksAgainAsTold", async () => {
  let asked = 0;
  const client = new Client(() => Promise.resolve(++asked < 3
    ? new Response(JSON.stringify({ code: 14, message: "The trials are being read.", details: [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "NOT_READY" },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "0.010s" }] }), { status: 503 })
    : new Response("{\"workers\": []}")));
  assert.deepEqual(await client.workers(), { workers: [] });
  assert.equal(asked, 3);
});

test("get_NotReadyAndAborted_AsksNoMore", async () => {
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
