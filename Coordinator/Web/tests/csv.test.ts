import assert from "node:assert/strict";
import test from "node:test";
import { csv } from "../src/csv";

test("csv_PlainRows_EndWithCarriageReturnAndLineFeed", () => {
  assert.equal(csv(["a", "b"], [[1, "x"], [null, ""]]), "a,b\r\n1,x\r\n,\r\n");
});

test("csv_CommasQuotesAndLines_AreQuoted", () => {
  assert.equal(csv(["a,b"], [["say \"no\""], ["two\nlines"], ["cr\rhere"], ["plain; text"]]),
    "\"a,b\"\r\n\"say \"\"no\"\"\"\r\n\"two\nlines\"\r\n\"cr\rhere\"\r\nplain; text\r\n");
});

test("csv_Numbers_KeepAllDigits", () => {
  assert.equal(csv(["x"], [[91.2345678901], [0.1], [1e-7]]), "x\r\n91.2345678901\r\n0.1\r\n1e-7\r\n");
});

test("csv_List_IsOneCell", () => {
  assert.equal(csv(["w"], [[["first, with comma", 2]], [[]]]), "w\r\n\"first, with comma; 2\"\r\n\r\n");
});
