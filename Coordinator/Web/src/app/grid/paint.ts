import { along, theme } from "../../theme";
import { cellStates, type Cells } from "./data";
import type { Layout } from "./layout";

/** Colours cells by state, or by value between two ends, with states for cells that have no value. */
export type Colouring = { by: "state" } | { by: "value"; low: number; high: number };

const shades = 256;

/** Colours in the byte order of image memory: alpha, blue, green, red from the high byte down. */
export interface Palette {
  states: Uint32Array;
  ramp: Uint32Array;
}

/** The current colours. */
export function paletteOf(): Palette {
  const look = theme();
  return {
    states: Uint32Array.from(cellStates, (state) => pack(look.states[state])),
    ramp: Uint32Array.from({ length: shades }, (_, index) => pack(along(look.ramp, index / (shades - 1)))),
  };
}

function pack(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (/^rgba?\(([^)]*)\)/.exec(colour)?.[1] ?? "").split(/[\s,/]+/).map(Number);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * Draws the visible cells, starting `scroll` CSS pixels down. It writes pixels directly, since drawing 100,000 rectangles per frame would
 * be slow. When cells are coloured by value and large enough, those that are not completed are hollow.
 */
export function paint(
  canvas: HTMLCanvasElement, cells: Cells, layout: Layout, scroll: number, colouring: Colouring, palette: Palette) {
  const context = canvas.getContext("2d")!;
  const { width, height } = canvas;
  if (width === 0 || height === 0) {
    return;
  }
  const scale = devicePixelRatio;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const side = layout.size - layout.gap;
  const isHollow = side * scale >= 6;
  const border = Math.max(1, Math.round(scale));
  const span = colouring.by === "value" ? colouring.high - colouring.low : 0;

  const fill = (x0: number, y0: number, x1: number, y1: number, colour: number) => {
    for (let y = Math.max(0, y0); y < Math.min(height, y1); y++) {
      pixels.fill(colour, y * width + x0, y * width + Math.min(width, x1));
    }
  };
  for (const band of layout.bands) {
    const from = Math.max(0, Math.floor((scroll - band.top) / layout.size));
    const to = Math.min(band.rows, Math.ceil((scroll + height / scale - band.top) / layout.size));
    for (let row = from; row < to; row++) {
      const y = band.top + row * layout.size - scroll;
      const [y0, y1] = [Math.round(y * scale), Math.round((y + side) * scale)];
      const end = Math.min(band.count, (row + 1) * layout.columns);
      for (let within = row * layout.columns; within < end; within++) {
        const cell = band.start + within;
        const x = layout.left + (within - row * layout.columns) * layout.size;
        const [x0, x1] = [Math.round(x * scale), Math.round((x + side) * scale)];
        const value = cells.values[cell]!;
        const state = cells.states[cell]!;
        if (colouring.by === "value" && !Number.isNaN(value)) {
          const share = span > 0 ? Math.min(1, Math.max(0, (value - colouring.low) / span)) : 1;
          fill(x0, y0, x1, y1, palette.ramp[Math.round(share * (shades - 1))]!);
        } else if (isOpen(state) || colouring.by === "value") {
          fill(x0, y0, x1, y1, palette.states[state]!);
          if (isHollow) {
            fill(x0 + border, y0 + border, x1 - border, y1 - border, 0);
          }
        } else {
          fill(x0, y0, x1, y1, palette.states[state]!);
        }
      }
    }
  }
  context.putImageData(image, 0, 0);
  if (side >= 10) {
    drawMarks(context, cells, layout, scroll, scale, colouring);
  }
}

/** Cells that have not started or were cancelled are drawn hollow. */
const isOpen = (state: number) => state === 0 || state === 4;

const marks: Partial<Record<number, string>> = { 1: "▶", 3: "✕", 4: "–" };

/** Marks running, failed and cancelled cells by shape, in addition to colour. */
function drawMarks(
  context: CanvasRenderingContext2D, cells: Cells, layout: Layout, scroll: number, scale: number, colouring: Colouring) {
  const look = theme();
  const side = layout.size - layout.gap;
  context.save();
  context.scale(scale, scale);
  context.font = `700 ${Math.round(side * 0.62)}px ${look.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const bottom = scroll + context.canvas.height / scale;
  for (const band of layout.bands) {
    for (let within = 0; within < band.count; within++) {
      const state = cells.states[band.start + within]!;
      const mark = marks[state];
      const y = band.top + Math.floor(within / layout.columns) * layout.size;
      if (mark !== undefined && y + side > scroll && y < bottom) {
        const x = layout.left + (within % layout.columns) * layout.size;
        const isHollow = colouring.by === "value" || isOpen(state);
        context.fillStyle = isHollow ? look.states[cellStates[state]!] : look.surface;
        if (colouring.by === "state" || Number.isNaN(cells.values[band.start + within]!)) {
          context.fillText(mark, x + side / 2, y + side / 2 + 0.5 - scroll);
        }
      }
    }
  }
  context.restore();
}
