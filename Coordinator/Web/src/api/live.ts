import { queryOf } from "./client";
import type { RunningStage, SweepInfo, WatchResponse, WorkerInfo } from "./types";

export type Connection = "connecting" | "live" | "lost";

/** Longer than the 15 s within which the coordinator always sends something; after this the connection is dead. */
const silence = 40_000;
/** A tab that is hidden for this long closes its connection, because browsers allow six per server over HTTP/1.1 for all tabs together. */
const hiddenFor = 20_000;

/**
 * Receives news over one connection, which reconnects by itself and continues where it was. It follows all sweeps or one; only news about
 * one sweep tell which running stages belong to it.
 */
export class Live {
  /** The newest known state of each sweep. */
  readonly sweeps = new Map<string, SweepInfo>();
  workers: WorkerInfo[] | null = null;
  /** The stages that workers hold, of the followed sweep or of all; null before the first news. */
  running: RunningStage[] | null = null;
  runningOmitted = 0;
  connection: Connection = "connecting";
  /** The fault of the coordinator's store; empty while it works. */
  storeFault = "";

  private source: EventSource | null = null;
  private followed = "";
  /** The sweep of the open stream: the followed one, or "" for all sweeps when the stream about that one failed. */
  private asked = "";
  private isFirst = true;
  private ending = new AbortController();
  private sequence = 0;
  private failures = 0;
  private isStarted = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<(news: WatchResponse) => void>();
  private readonly observers = new Set<(connection: Connection) => void>();

  start() {
    if (this.isStarted) {
      return;
    }
    this.isStarted = true;
    this.ending = new AbortController();
    const { signal } = this.ending;
    let hidden: ReturnType<typeof setTimeout> | undefined;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(hidden);
      if (document.hidden) {
        hidden = setTimeout(() => this.close(), hiddenFor);
      } else if (this.source === null) {
        this.open();
      }
    }, { signal });
    addEventListener("online", () => this.open(), { signal });
    signal.addEventListener("abort", () => clearTimeout(hidden));
    this.open();
  }

  stop() {
    this.isStarted = false;
    this.ending.abort();
    this.close();
  }

  /** Follows one sweep, or all sweeps: "". */
  follow(name: string) {
    const wanted = this.hasEnded(name) ? "" : name;
    if (wanted !== this.followed) {
      this.followed = wanted;
      this.running = null;
      if (this.isStarted) {
        this.open();
      }
    }
  }

  /** Whether `running` is limited to this sweep. */
  isFollowing(name: string) {
    return this.followed === name && this.asked === name && this.running !== null;
  }

  /** Calls the listener with all news until the signal fires. */
  onNews(listener: (news: WatchResponse) => void, signal: AbortSignal) {
    this.listeners.add(listener);
    signal.addEventListener("abort", () => this.listeners.delete(listener));
  }

  onConnection(observer: (connection: Connection) => void) {
    this.observers.add(observer);
    observer(this.connection);
  }

  /** The stream about an ended sweep closes, so it must not be opened again and again. */
  private hasEnded(name: string) {
    const state = this.sweeps.get(name)?.state;
    return state !== undefined && state !== "SWEEP_STATE_RUNNING" && state !== "SWEEP_STATE_PAUSED";
  }

  private open() {
    this.close();
    if (!this.isStarted) {
      return;
    }
    this.say(this.failures === 0 ? "connecting" : "lost");
    // A deleted sweep has no stream, and the browser does not tell why it was refused; the news about all sweeps do.
    this.asked = this.failures > 1 ? "" : this.followed;
    this.isFirst = true;
    const source = new EventSource("/v1/events" + queryOf({ name: this.asked, afterSequence: this.sequence || undefined }));
    this.source = source;
    source.addEventListener("watch", (event) => this.take(JSON.parse((event as MessageEvent<string>).data) as WatchResponse));
    source.addEventListener("error", () => this.lose());
    // The followed sweep has ended and all its news have been sent.
    source.addEventListener("end", () => this.follow(""));
    this.listen();
  }

  private take(told: WatchResponse) {
    const news = this.isFirst && this.asked === "" ? this.withMissing(told) : told;
    this.isFirst = false;
    this.failures = 0;
    // The number falls when the coordinator uses another store.
    this.sequence = news.sequence;
    this.listen();
    this.say("live");
    // A sweep may be deleted and submitted again between two messages.
    for (const name of news.deleted) {
      this.sweeps.delete(name);
    }
    for (const sweep of news.sweeps) {
      this.sweeps.set(sweep.name, sweep);
    }
    if (news.hasWorkers) {
      this.workers = news.workers;
    }
    this.storeFault = news.storeFault;
    this.running = news.running;
    this.runningOmitted = news.runningOmitted;
    for (const listener of [...this.listeners]) {
      try {
        listener(news);
      } catch (error) {
        // An error in one listener must not affect the others.
        reportError(error);
      }
    }
    if (this.asked !== this.followed) {
      this.open();
    }
  }

  /** The first message about all sweeps names each of them. Known sweeps that are missing were deleted while the connection was down. */
  private withMissing(news: WatchResponse): WatchResponse {
    const there = new Set(news.sweeps.map(({ name }) => name));
    const missing = [...this.sweeps.keys()].filter((name) => !there.has(name) && !news.deleted.includes(name));
    return { ...news, deleted: [...news.deleted, ...missing] };
  }

  /** The browser reconnects by itself, but not after every kind of error, and with the old parameters. */
  private lose() {
    this.close();
    this.failures++;
    this.say(this.failures === 1 ? "connecting" : "lost");
    const wait = Math.min(15_000, 500 * 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.retry = setTimeout(() => this.open(), wait);
  }

  private listen() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lose(), silence);
  }

  private close() {
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    this.source?.close();
    this.source = null;
  }

  private say(connection: Connection) {
    if (connection !== this.connection) {
      this.connection = connection;
      for (const observer of this.observers) {
        observer(connection);
      }
    }
  }
}
