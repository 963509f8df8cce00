import type { Client } from "../api/client";
import type { Live } from "../api/live";
import type { SessionInfo, SweepInfo } from "../api/types";

/** Ends a page or section: takes back its listeners, observers and plots. */
export type Disposer = () => void;

/** What every page is given. */
export interface Context {
  client: Client;
  live: Live;
  session: SessionInfo;
  /** Whether the reader may change anything. */
  isOperator: boolean;
  /** Fires when the page is left: ends its calls and subscriptions. */
  signal: AbortSignal;
  /** Tells screen readers, in a polite live region. */
  announce(text: string): void;
}

/** A page fills its root; the router empties it. */
export type Page = (root: HTMLElement, context: Context) => Disposer | void;

/** What a section of the page of one sweep is given. */
export interface SweepContext extends Context {
  name: string;
  /** The sweep as it stands now. */
  sweep(): SweepInfo;
  /** What follows "?" in the hash. */
  query: Record<string, string>;
  /** Writes `query` into the address without a new page, so that a view can be bookmarked. */
  setQuery(query: Record<string, string>): void;
  /** Told when the sweep changed, or trials of it settled, at most once in `every` milliseconds; ends with the signal. */
  onChange(listener: () => void | Promise<void>, every?: number): void;
}

/** A section of a sweep's page: fills its root, and gives back what ends it. */
export type Section = (root: HTMLElement, context: SweepContext) => Disposer | void;
