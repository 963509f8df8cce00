import assert from "node:assert/strict";
import test from "node:test";
import { parse, toStage, toSweep, toWorkers } from "../../src/app/route";

test("parse_Empty_IsTheList", () => {
  for (const hash of ["", "#", "#/", "#/sweeps", "#/sweeps/"]) {
    assert.deepEqual(parse(hash), { page: "sweeps" });
  }
});

test("parse_Sweep_OpensTheFirstTabByDefault", () => {
  assert.deepEqual(parse("#/sweeps/my.study"), { page: "sweep", name: "my.study", tab: "overview", query: {} });
  assert.deepEqual(parse("#/sweeps/my.study/trials"), { page: "sweep", name: "my.study", tab: "trials", query: {} });
  assert.deepEqual(parse("#/sweeps/my.study/failures"), { page: "sweep", name: "my.study", tab: "failures", query: {} });
});

test("parse_AddressOfToSweep_GivesTheSameRoute", () => {
  const query = { where: "dataset = \"a/b?c\" and top1 < 50 % #1", order: "top1 desc" };
  assert.deepEqual(parse(toSweep("x", "trials", query)), { page: "sweep", name: "x", tab: "trials", query });
  assert.equal(toSweep("x", "overview", { where: "" }), "#/sweeps/x");
  assert.equal(toSweep("x", "trials", { where: "" }), "#/sweeps/x/trials");
  assert.deepEqual(parse(toStage("0123abcd")), { page: "stage", id: "0123abcd" });
  assert.deepEqual(parse(toWorkers), { page: "workers" });
});

test("parse_Nonsense_IsUnknown", () => {
  for (const hash of ["#/sweeps/x/nothing", "#/sweeps/x/trials/more", "#/stages", "#/stages/a/b", "#/workers/1", "#/admin", "#x"]) {
    assert.equal(parse(hash).page, "unknown", hash);
  }
});

test("parse_BrokenEscape_IsTakenAsWritten", () => {
  assert.deepEqual(parse("#/sweeps/100%"), { page: "sweep", name: "100%", tab: "overview", query: {} });
});
