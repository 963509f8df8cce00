import type { Band } from "./data";

/** Possible sizes of a cell including its gap, in CSS pixels. */
export const sizes = [2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 32, 40];

export interface PlacedBand extends Band {
  top: number;
  rows: number;
}

/** The positions of the cells: bands one below the other, each with its cells in rows. In CSS pixels. */
export interface Layout {
  /** The side of a cell, including the gap. */
  size: number;
  gap: number;
  columns: number;
  /** The left edge of the cells, right of the labels if these are beside their band instead of above it. */
  left: number;
  height: number;
  bands: PlacedBand[];
  /** The index in `sizes`. */
  step: number;
  /** Whether there is a line of column names above the cells; only if every band is one row. */
  hasHeads: boolean;
}

const labelWidth = 240;
const labelHeight = 22;
const headHeight = 20;
const space = 6;
/** The largest area of cells, in pixels, that is still comfortable to scroll. */
const comfort = 250_000;

/**
 * Chooses the largest cells with which everything fits into `room` pixels of height, or else the smallest size, and then goes `zoom`
 * steps larger or smaller. `heads`: whether the columns can be named.
 */
export function arrange(bands: Band[], width: number, room: number, zoom = 0, heads = false): Layout {
  const longest = Math.max(1, ...bands.map(({ count }) => count));
  const isLabelled = bands.some(({ label }) => label !== "");
  const beside = isLabelled && width >= 640 && longest * 8 <= width - labelWidth;
  const left = beside ? labelWidth : 0;
  const place = (step: number): Layout => {
    const size = sizes[step]!;
    const columns = Math.max(1, Math.floor((width - left) / size));
    const hasHeads = heads && beside && columns >= longest;
    let top = hasHeads ? headHeight : 0;
    const placed = bands.map((band) => {
      const rows = Math.ceil(band.count / columns);
      const head = isLabelled && !beside ? labelHeight : 0;
      const at = top + head;
      top = at + rows * size + (isLabelled ? space : 0);
      return { ...band, top: at, rows };
    });
    return { size, gap: size >= 8 ? 2 : size >= 4 ? 1 : 0, columns, left, height: top, bands: placed, step, hasHeads };
  };
  // At most 26, since larger cells show nothing more. For a few trials some scrolling is acceptable, for many it is not.
  const total = bands.reduce((sum, { count }) => sum + count, 0);
  const least = sizes.findLastIndex((size) => size <= 12 && total * size * size <= comfort);
  let fit = Math.max(0, least);
  for (let step = sizes.indexOf(26); step > fit; step--) {
    const candidate = place(step);
    if (candidate.height <= room && (!beside || candidate.columns >= longest)) {
      fit = step;
      break;
    }
  }
  return place(Math.min(sizes.length - 1, Math.max(0, fit + zoom)));
}

export function bandOf(layout: Layout, cell: number): PlacedBand | undefined {
  return layout.bands.find((band) => cell >= band.start && cell < band.start + band.count);
}

/** The upper left corner of a cell. */
export function placeOf(layout: Layout, cell: number): { x: number; y: number } {
  const band = bandOf(layout, cell);
  const within = cell - (band?.start ?? 0);
  return { x: layout.left + (within % layout.columns) * layout.size, y: (band?.top ?? 0) + Math.floor(within / layout.columns) * layout.size };
}

/** The cell at a point; null outside all cells. */
export function cellAt(layout: Layout, x: number, y: number): number | null {
  const column = Math.floor((x - layout.left) / layout.size);
  const band = layout.bands.find((candidate) => y >= candidate.top && y < candidate.top + candidate.rows * layout.size);
  if (band === undefined || column < 0 || column >= layout.columns) {
    return null;
  }
  const within = Math.floor((y - band.top) / layout.size) * layout.columns + column;
  return within < band.count ? band.start + within : null;
}

/** The cell that a key moves to; null for other keys. */
export function move(layout: Layout, cell: number, key: string, visibleRows = 10): number | null {
  const last = Math.max(0, ...layout.bands.map((band) => band.start + band.count - 1));
  const { x, y } = placeOf(layout, cell);
  switch (key) {
    case "ArrowLeft": return Math.max(0, cell - 1);
    case "ArrowRight": return Math.min(last, cell + 1);
    case "Home": return 0;
    case "End": return last;
    case "ArrowUp": return above(layout, cell, x, y, 1);
    case "ArrowDown": return below(layout, cell, x, y, 1);
    case "PageUp": return above(layout, cell, x, y, visibleRows);
    case "PageDown": return below(layout, cell, x, y, visibleRows);
    default: return null;
  }
}

/** Moves past the edge of a band to the same column of the next band, or to its last cell. */
function below(layout: Layout, cell: number, x: number, y: number, rows: number): number {
  const same = cellAt(layout, x, y + rows * layout.size);
  if (same !== null) {
    return same;
  }
  const at = layout.bands.findIndex((band) => cell < band.start + band.count);
  const next = layout.bands[at + 1];
  const column = Math.floor((x - layout.left) / layout.size);
  return next === undefined ? (layout.bands[at]?.start ?? 0) + (layout.bands[at]?.count ?? 1) - 1 : next.start + Math.min(column, next.count - 1);
}

function above(layout: Layout, cell: number, x: number, y: number, rows: number): number {
  const same = cellAt(layout, x, y - rows * layout.size);
  if (same !== null) {
    return same;
  }
  const at = layout.bands.findIndex((band) => cell < band.start + band.count);
  const before = layout.bands[at - 1];
  if (before === undefined) {
    return 0;
  }
  const column = Math.floor((x - layout.left) / layout.size);
  const inLastRow = (before.rows - 1) * layout.columns + column;
  return before.start + Math.min(inLastRow, before.count - 1);
}
