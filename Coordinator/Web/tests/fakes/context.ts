import { Live } from "../../src/api/live";
import type { SweepInfo } from "../../src/api/types";
import type { Context, SweepContext } from "../../src/app/context";
import { FakeCoordinator } from "./coordinator";
import { makeSweep } from "./messages";
import { FakeSource } from "./source";

/** A page's context: a coordinator with given answers, and news from the test. `leave` ends the page. */
export function surround(isOperator = true, readOnly = false) {
  Object.assign(globalThis, { EventSource: FakeSource });
  FakeSource.opened = [];
  document.body.replaceChildren();
  const coordinator = new FakeCoordinator();
  const live = new Live();
  live.start();
  const controller = new AbortController();
  const announced: string[] = [];
  const root = document.createElement("main");
  document.body.append(root);
  const context: Context = {
    client: coordinator.client, live, session: { authentication: false, role: isOperator ? "operator" : "viewer", csrf: null, version: "1", readOnly }, isOperator,
    signal: controller.signal, announce: (text) => announced.push(text),
  };
  return { coordinator, live, context, announced, root, leave: () => { controller.abort(); live.stop(); } };
}

/** The context of one view of a sweep; `news` runs what waits for changes. */
export function surroundSweep(more: Partial<SweepInfo> = {}, query: Record<string, string> = {}, isOperator = true) {
  const around = surround(isOperator);
  const listeners: (() => void | Promise<void>)[] = [];
  const queries: Record<string, string>[] = [];
  let sweep = makeSweep("study", more);
  const context: SweepContext = {
    ...around.context, name: "study", query, sweep: () => sweep, setQuery: (next) => queries.push(next), onChange: (listener) => listeners.push(listener),
  };
  return {
    ...around, context, queries,
    async news(next: Partial<SweepInfo> = {}) {
      sweep = { ...sweep, ...next };
      await Promise.all(listeners.map((listener) => listener()));
    },
  };
}
