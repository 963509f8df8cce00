import type { WatchResponse } from "../../src/api/types";

/** Replaces the browser's event source; tests send the news. */
export class FakeSource extends EventTarget {
  static opened: FakeSource[] = [];
  isClosed = false;

  constructor(readonly url: string) {
    super();
    FakeSource.opened.push(this);
  }

  close() {
    this.isClosed = true;
  }

  say(news: Partial<WatchResponse>) {
    const data = { sequence: 1, sweeps: [], deleted: [], running: [], runningOmitted: 0, settled: [], isCurrent: true, workers: [], hasWorkers: false, storeFault: "", ...news };
    this.dispatchEvent(Object.assign(new Event("watch"), { data: JSON.stringify(data) }));
  }

  break() {
    this.dispatchEvent(new Event("error"));
  }

  end() {
    this.dispatchEvent(new Event("end"));
  }

  static get last() {
    return FakeSource.opened.at(-1)!;
  }

  static get open() {
    return FakeSource.opened.filter((source) => !source.isClosed);
  }
}
