import type { GetGridResponse, ResultGroup } from "../../api/types";

/** The states of a cell, by the byte that encodes them. */
export const cellStates = ["pending", "running", "completed", "failed", "cancelled"] as const;
export type CellState = (typeof cellStates)[number];

/** A sweep's trials as cells, in the requested order. */
export interface Cells {
  count: number;
  trials: number;
  perCell: number;
  /** Indices into cellStates. */
  states: Uint8Array;
  /** The metric's values; NaN where there is none. */
  values: Float32Array;
  /** The grid position of each cell's first trial; null when cell i starts at i × perCell. */
  first: Uint32Array | null;
  counts: Record<CellState, number>;
}

/** Consecutive cells that form one or several rows of the drawing. */
export interface Band {
  label: string;
  start: number;
  count: number;
}

/** Consecutive columns that share a value in every band. */
export interface Head {
  label: string;
  start: number;
  count: number;
}

/** Builds heads from the values of one band's cells. */
export function headsOf(labels: string[]): Head[] {
  const heads: Head[] = [];
  labels.forEach((label, index) => {
    const last = heads.at(-1);
    if (last?.label === label) {
      last.count++;
    } else {
      heads.push({ label, start: index, count: 1 });
    }
  });
  return heads;
}

export function cellsOf(answer: GetGridResponse): Cells {
  const states = bytesOf(answer.states);
  const values = bytesOf(answer.values);
  const first = bytesOf(answer.first);
  const read = new DataView(values.buffer);
  const readFirst = new DataView(first.buffer);
  return {
    count: states.length,
    trials: answer.trials,
    perCell: answer.perCell,
    states,
    values: Float32Array.from({ length: states.length }, (_, cell) => (4 * cell + 4 <= values.length ? read.getFloat32(4 * cell, true) : NaN)),
    first: first.length === 0 ? null
      : Uint32Array.from({ length: states.length }, (_, cell) => readFirst.getUint32(4 * cell, true)),
    counts: Object.fromEntries(cellStates.map((state) => [state, answer.counts[state] ?? 0])) as Record<CellState, number>,
  };
}

export const firstTrialOf = (cells: Cells, cell: number) => cells.first?.[cell] ?? cell * cells.perCell;

/** The number of trials in a cell; the last cell may have fewer than the others. */
export const trialsIn = (cells: Cells, cell: number) => Math.min(cells.perCell, cells.trials - cell * cells.perCell);

/**
 * Builds bands in grid order from groups with their first and last trial (metric "trial"). Returns one band without a label when the
 * groups are not contiguous; they are when their fields are the outermost axes.
 */
export function bandsOf(groups: ResultGroup[], cells: Cells): Band[] {
  const whole = [{ label: "", start: 0, count: cells.count }];
  const spans = groups.map((group) => ({
    label: group.key.filter((part) => part !== null).join(" · "), trials: group.trials, min: group.metrics[0]?.min, max: group.metrics[0]?.max,
  })).sort((a, b) => (a.min ?? 0) - (b.min ?? 0));
  const isInOrder = spans.every(({ min, max }, index) => min != null && max != null && (index === 0 || min > (spans[index - 1]?.max ?? -1)));
  if (!isInOrder || spans.length < 2 || spans.reduce((sum, { trials }) => sum + trials, 0) !== cells.trials) {
    return whole;
  }
  let trials = 0;
  return spans.map((span) => {
    const start = Math.ceil(trials / cells.perCell);
    trials += span.trials;
    return { label: span.label, start, count: Math.ceil(trials / cells.perCell) - start };
  }).filter(({ count }) => count > 0);
}

/**
 * The range of the colours: all values except the outermost two percent at either end, so that one collapsed network does not flatten the
 * rest.
 */
export function spanOf(values: Float32Array): { low: number; high: number; min: number; max: number } | null {
  const known = values.filter((value) => Number.isFinite(value)).sort();
  if (known.length === 0) {
    return null;
  }
  const at = (share: number) => known[Math.round(share * (known.length - 1))]!;
  const [min, max] = [at(0), at(1)];
  const [low, high] = known.length < 50 ? [min, max] : [at(0.02), at(0.98)];
  return high > low ? { low, high, min, max } : { low: min, high: max, min, max };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    bytes[index] = text.charCodeAt(index);
  }
  return bytes;
}
