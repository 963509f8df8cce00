import type { Client } from "../api/client";
import type { Live } from "../api/live";
import type { SessionInfo, SweepInfo } from "../api/types";

/** Ends a page or section: removes its listeners, observers and plots. */
export type Disposer = () => void;

/** Passed to every page. */
export interface Context {
  client: Client;
  live: Live;
  session: SessionInfo;
  /** Whether the user may change anything. */
  isOperator: boolean;
  /** Fires when the user leaves the page; ends its calls and subscriptions. */
  signal: AbortSignal;
  /** Announces a text to screen readers through a polite live region. */
  announce(text: string): void;
}

/** Fills its root element, which the router empties afterwards. */
export type Page = (root: HTMLElement, context: Context) => Disposer | void;

/** Passed to every section of a sweep's page. */
export interface SweepContext extends Context {
  name: string;
  /** The current state of the sweep. */
  sweep(): SweepInfo;
  /** The part of the hash after "?". */
  query: Record<string, string>;
  /** Writes `query` into the address without opening a new page, so that a view can be bookmarked. */
  setQuery(query: Record<string, string>): void;
  /** Calls the listener when the sweep changes or its trials settle, at most once every `every` milliseconds, until the signal fires. */
  onChange(listener: () => void | Promise<void>, every?: number): void;
}

/** Fills its root element and returns a function that ends it. */
export type Section = (root: HTMLElement, context: SweepContext) => Disposer | void;
