import assert from "node:assert/strict";
import test from "node:test";
import { ApiError, errorOf, isAbort, messageOf } from "../../src/api/errors";

const withDetails = (details: unknown) => errorOf(400, JSON.stringify({ message: "No.", details }));

test("errorOf_WithoutAMessage_ExplainsTheStatus", () => {
  const said = (status: number) => errorOf(status, "").message;
  assert.match(said(401), /token/);
  assert.match(said(403), /role/);
  assert.match(said(404), /does not know/);
  assert.match(said(413), /too large/);
  assert.match(said(429), /Wait/);
  assert.match(said(500), /HTTP 500.*log/);
  assert.equal(errorOf(403, "{\"message\": \"\"}").message, said(403));
});

test("errorOf_InvalidDetails_AreOmitted", () => {
  for (const details of [null, 5, "x", {}, [null], [5], [{}], [{ "@type": 5 }], [{ "@type": "t/sweep.v1.SpecProblems", problems: "none" }]]) {
    const error = withDetails(details);
    assert.deepEqual([error.message, error.reason, error.problems, error.retryIn], ["No.", "", [], null], JSON.stringify(details));
  }
});

test("errorOf_RetryDelay_IsMilliseconds", () => {
  const retry = (retryDelay: unknown) => withDetails([{ "@type": "t/google.rpc.RetryInfo", retryDelay }]).retryIn;
  assert.equal(retry("1.500s"), 1500);
  assert.equal(retry("0s"), 0);
  assert.equal(retry("soon"), null);
  assert.equal(retry(undefined), null);
});

test("messageOf_AnythingThrown_IsALine", () => {
  assert.equal(messageOf(new ApiError("It is so.", 400, "")), "It is so.");
  assert.equal(messageOf("text"), "text");
  assert.equal(messageOf(undefined), "undefined");
});

test("isAbort_Errors_MatchesOnlyThePagesOwnAborts", () => {
  const controller = new AbortController();
  controller.abort();
  assert.ok(isAbort(controller.signal.reason));
  assert.ok(!isAbort(AbortSignal.timeout(0).reason ?? new DOMException("…", "TimeoutError")));
  assert.ok(!isAbort(new Error("AbortError")));
});
