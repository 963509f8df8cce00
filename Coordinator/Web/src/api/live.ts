import { queryOf } from "./client";
import type { RunningStage, SweepInfo, WatchResponse, WorkerInfo } from "./types";

export type Connection = "connecting" | "live" | "lost";

/** Longer than the 15 s in which the coordinator says something at the latest: the line is dead. */
const silence = 40_000;
/** A hidden tab gives its connection back: browsers allow six to a server over HTTP/1.1, all tabs together. */
const hiddenFor = 20_000;

/**
 * News as they happen, over one connection that comes back by itself and goes on where it was. It follows every sweep, or one:
 * only news about one say which running stages are its own.
 */
export class Live {
  /** As far as told, newest state each. */
  readonly sweeps = new Map<string, SweepInfo>();
  workers: WorkerInfo[] | null = null;
  /** What workers have, of the followed sweep or of every one; null before the first news. */
  running: RunningStage[] | null = null;
  runningOmitted = 0;
  connection: Connection = "connecting";
  /** What is wrong with the coordinator's store; empty while it works. */
  storeFault = "";

  private source: EventSource | null = null;
  private followed = "";
  /** What the open stream is about: what is followed, or every sweep for want of an answer about that one. */
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

  /** Follows one sweep, or every one: "". */
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

  /** Whether `running` is about this sweep alone. */
  isFollowing(name: string) {
    return this.followed === name && this.asked === name && this.running !== null;
  }

  /** Told of all news; ends with the signal. */
  onNews(listener: (news: WatchResponse) => void, signal: AbortSignal) {
    this.listeners.add(listener);
    signal.addEventListener("abort", () => this.listeners.delete(listener));
  }

  onConnection(observer: (connection: Connection) => void) {
    this.observers.add(observer);
    observer(this.connection);
  }

  /** The stream about an ended sweep ends, and it would be asked for again and again. */
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
    // About a sweep that is gone there is no stream, and why it was refused cannot be seen: the news about every one tell.
    this.asked = this.failures > 1 ? "" : this.followed;
    this.isFirst = true;
    const source = new EventSource("/v1/events" + queryOf({ name: this.asked, afterSequence: this.sequence || undefined }));
    this.source = source;
    source.addEventListener("watch", (event) => this.take(JSON.parse((event as MessageEvent<string>).data) as WatchResponse));
    source.addEventListener("error", () => this.lose());
    // The one sweep has ended, and all is told of it.
    source.addEventListener("end", () => this.follow(""));
    this.listen();
  }

  private take(told: WatchResponse) {
    const news = this.isFirst && this.asked === "" ? this.withMissing(told) : told;
    this.isFirst = false;
    this.failures = 0;
    // It falls when another store is behind the coordinator.
    this.sequence = news.sequence;
    this.listen();
    this.say("live");
    // A sweep may be deleted and submitted anew between two messages.
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
        // What one view makes of them is no matter to the others.
        reportError(error);
      }
    }
    if (this.asked !== this.followed) {
      this.open();
    }
  }

  /** The first message about every sweep names them all: those that it lacks were deleted while nobody listened. */
  private withMissing(news: WatchResponse): WatchResponse {
    const there = new Set(news.sweeps.map(({ name }) => name));
    const missing = [...this.sweeps.keys()].filter((name) => !there.has(name) && !news.deleted.includes(name));
    return { ...news, deleted: [...news.deleted, ...missing] };
  }

  /** The browser would try again itself, but not after every kind of error, nor with what was learned meanwhile. */
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
