import { h } from "../../dom";
import { onThemeChange } from "../../theme";
import type { Band, Cells, Head } from "./data";
import { arrange, bandOf, cellAt, move, placeOf, type Layout } from "./layout";
import { paint, paletteOf, type Colouring, type Palette } from "./paint";

interface Events {
  /** Called when the pointer or the keyboard reaches a cell; null when it leaves the cells. */
  onCell(cell: number | null, how: "pointer" | "keyboard"): void;
  onOpen(cell: number): void;
}

/** The largest height in pixels before the drawing scrolls. */
const room = () => Math.max(280, Math.min(900, innerHeight * 0.66));

/**
 * Draws cells on a canvas of the visible size, however many cells there are. It is one tab stop: arrow keys move between cells, Enter
 * opens one, + and − zoom.
 */
export class GridView {
  readonly element: HTMLElement;
  layout: Layout | null = null;
  private readonly canvas = h("canvas", { "aria-hidden": "true" });
  private readonly labels = h("div", { class: "grid-labels" });
  private readonly sheet = h("div", { class: "grid-sheet" });
  private readonly hover = h("div", { class: "grid-mark", hidden: true });
  private readonly cursor = h("div", { class: "grid-mark at", hidden: true });
  private cells: Cells | null = null;
  private bands: Band[] = [];
  private heads: Head[] = [];
  private colouring: Colouring = { by: "state" };
  private palette: Palette | null = null;
  private zoom = 0;
  private at: number | null = null;
  private frame = 0;
  private readonly ends: (() => void)[] = [];

  constructor(private readonly events: Events) {
    this.element = h("div", {
      class: "grid", tabindex: "0", role: "application", "aria-roledescription": "grid of trials",
      "aria-label": "Trials. Arrow keys move, Enter opens a trial, plus and minus zoom. The table below holds the same.",
    }, this.sheet);
    this.sheet.append(this.canvas, this.labels, this.hover, this.cursor);
    this.element.addEventListener("scroll", () => this.draw(), { passive: true });
    this.element.addEventListener("pointermove", (event) => this.point(event));
    this.element.addEventListener("pointerleave", () => this.leave());
    this.element.addEventListener("click", (event) => this.press(event));
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focus", () => this.at === null && this.cells !== null && this.element.matches(":focus-visible") && this.go(0));
    this.element.addEventListener("wheel", (event) => {
      if (event.ctrlKey) {
        event.preventDefault();
        this.zoomBy(event.deltaY < 0 ? 1 : -1);
      }
    }, { passive: false });
    const resized = new ResizeObserver(() => this.fit());
    resized.observe(this.element);
    this.ends.push(() => resized.disconnect(), onThemeChange(() => {
      this.palette = null;
      this.draw();
    }));
  }

  show(cells: Cells, bands: Band[], heads: Head[], colouring: Colouring) {
    this.cells = cells;
    this.bands = bands;
    this.heads = heads;
    this.colouring = colouring;
    if (this.at !== null && this.at >= cells.count) {
      this.at = null;
    }
    this.fit();
  }

  colour(colouring: Colouring) {
    this.colouring = colouring;
    this.draw();
  }

  zoomBy(steps: number) {
    const before = this.layout;
    this.zoom += steps;
    this.fit();
    if (this.layout !== null && this.layout.step === before?.step) {
      this.zoom -= steps;
    }
    if (this.at !== null) {
      this.reveal(this.at);
    }
  }

  /** Marks a cell; null marks none. */
  mark(cell: number | null) {
    this.at = cell;
    this.place(this.cursor, cell);
  }

  /** The position of a cell in the window. */
  boundsOf(cell: number): DOMRect {
    const { x, y } = placeOf(this.layout!, cell);
    const sheet = this.sheet.getBoundingClientRect();
    return new DOMRect(sheet.left + x, sheet.top + y, this.layout!.size, this.layout!.size);
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    this.ends.forEach((end) => end());
  }

  private fit() {
    const width = this.element.clientWidth;
    if (this.cells === null || width === 0) {
      return;
    }
    const layout = arrange(this.bands, width, room(), this.zoom, this.heads.length > 0);
    const height = Math.min(layout.height, Math.max(room(), innerHeight * 0.8));
    const isSame = JSON.stringify(layout) === JSON.stringify(this.layout);
    this.layout = layout;
    this.element.style.height = `${height}px`;
    this.sheet.style.height = `${layout.height}px`;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const [pixels, lines] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (this.canvas.width !== pixels || this.canvas.height !== lines) {
      this.canvas.width = pixels;
      this.canvas.height = lines;
    }
    if (!isSame) {
      this.label(layout, width);
      this.place(this.cursor, this.at);
      this.hover.hidden = true;
    }
    this.draw();
  }

  private label(layout: Layout, width: number) {
    const beside = layout.left > 0;
    const bands = layout.bands.filter(({ label }) => label !== "").map((band) => {
      const label = h("span", { title: band.label }, band.label);
      label.style.top = `${beside ? band.top : band.top - 21}px`;
      label.style.width = `${beside ? layout.left - 12 : width}px`;
      label.style.lineHeight = `${beside ? layout.size - layout.gap : 20}px`;
      return label;
    });
    const heads = !layout.hasHeads ? [] : this.heads.filter(({ label, count }) => count * layout.size >= 7 * label.length).map((head) => {
      const label = h("span", {}, head.label);
      label.style.top = "0";
      label.style.left = `${layout.left + head.start * layout.size}px`;
      label.style.width = `${head.count * layout.size}px`;
      return label;
    });
    if (heads.length > 0) {
      const title = h("span", { class: "title" }, "sparsity");
      title.style.top = "0";
      title.style.width = `${layout.left - 12}px`;
      heads.push(title);
    }
    this.labels.replaceChildren(...bands, ...heads);
  }

  private draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.cells !== null && this.layout !== null) {
        paint(this.canvas, this.cells, this.layout, this.element.scrollTop, this.colouring, this.palette ??= paletteOf());
      }
    });
  }

  private cellOf(event: MouseEvent): number | null {
    const sheet = this.sheet.getBoundingClientRect();
    return this.layout === null ? null : cellAt(this.layout, event.clientX - sheet.left, event.clientY - sheet.top);
  }

  private point(event: PointerEvent) {
    const cell = this.cellOf(event);
    this.place(this.hover, cell);
    this.element.classList.toggle("pointed", cell !== null);
    this.events.onCell(cell, "pointer");
  }

  private leave() {
    this.hover.hidden = true;
    this.events.onCell(null, "pointer");
  }

  private press(event: MouseEvent) {
    const cell = this.cellOf(event);
    if (cell !== null) {
      this.mark(cell);
      this.events.onOpen(cell);
    }
  }

  private key(event: KeyboardEvent) {
    if (this.layout === null || this.cells === null || this.cells.count === 0 || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const target = move(this.layout, this.at ?? 0, event.key, Math.floor(this.element.clientHeight / this.layout.size));
    if (target !== null) {
      this.go(this.at === null ? 0 : target);
    } else if (event.key === "Enter" || event.key === " ") {
      if (this.at !== null) {
        this.events.onOpen(this.at);
      }
    } else if (event.key === "+" || event.key === "=") {
      this.zoomBy(1);
    } else if (event.key === "-") {
      this.zoomBy(-1);
    } else if (event.key === "Escape") {
      this.mark(null);
      this.events.onCell(null, "keyboard");
    } else {
      return;
    }
    event.preventDefault();
  }

  private go(cell: number) {
    this.mark(cell);
    this.reveal(cell);
    this.events.onCell(cell, "keyboard");
  }

  private reveal(cell: number) {
    const { y } = placeOf(this.layout!, cell);
    const band = bandOf(this.layout!, cell);
    const [top, bottom] = [this.element.scrollTop, this.element.scrollTop + this.element.clientHeight];
    if (y < top || y + this.layout!.size > bottom) {
      this.element.scrollTop = y < top ? Math.max(0, Math.min(y, (band?.top ?? y) - 24)) : y + this.layout!.size - this.element.clientHeight;
    }
  }

  private place(mark: HTMLElement, cell: number | null) {
    mark.hidden = cell === null || this.layout === null;
    if (cell !== null && this.layout !== null) {
      const { x, y } = placeOf(this.layout, cell);
      const side = this.layout.size - this.layout.gap;
      mark.style.transform = `translate(${x}px, ${y}px)`;
      mark.style.width = mark.style.height = `${side}px`;
    }
  }
}
