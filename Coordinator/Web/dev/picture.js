// Takes a picture of a page when it is drawn: node picture.js ADDRESS SELECTOR WIDTH HEIGHT light|dark FILE
// Chromium is spoken to over a pipe (two more streams, messages ended by a zero byte), so that it takes nothing besides.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";

const [address, selector, width, height, colours, file] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "picture-"));
const chromium = spawn("chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", `--user-data-dir=${profile}`],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const ended = once(chromium, "exit");
const waiting = new Map();
let sent = 0;
let read = "";
chromium.stdio[4].on("data", (chunk) => {
  const messages = (read + chunk).split("\0");
  read = messages.pop();
  for (const { id, result, error } of messages.map((text) => JSON.parse(text))) {
    const [give, fail] = waiting.get(id) ?? [() => {}, () => {}];
    waiting.delete(id);
    error === undefined ? give(result) : fail(new Error(error.message));
  }
});

function ask(method, params = {}, sessionId = undefined) {
  const id = ++sent;
  chromium.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((give, fail) => waiting.set(id, [give, fail]));
}

try {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const page = (method, params) => ask(method, params, sessionId);
  await page("Emulation.setDeviceMetricsOverride", { width: Number(width), height: Number(height), deviceScaleFactor: 1, mobile: false });
  await page("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: colours }] });
  await page("Page.navigate", { url: address });
  const drawn = `document.querySelector(${JSON.stringify(selector)}) !== null && document.querySelector(".stale") === null`;
  const end = Date.now() + 120_000;
  while (!(await page("Runtime.evaluate", { expression: drawn })).result.value) {
    if (Date.now() > end) {
      throw new Error(`${address} has not shown ${selector} within two minutes.`);
    }
    await rest(200);
  }
  // What was changed last is painted with the next frame.
  await page("Runtime.evaluate", { expression: "new Promise((give) => requestAnimationFrame(() => requestAnimationFrame(give)))", awaitPromise: true });
  const { data } = await page("Page.captureScreenshot", { format: "png" });
  writeFileSync(file, Buffer.from(data, "base64"));
} finally {
  // It writes into its folder until it has ended.
  chromium.kill();
  await ended;
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
