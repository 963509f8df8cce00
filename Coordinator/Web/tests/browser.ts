// A browser window in Node for tests of what draws. Import it before any module of the page. It does no layout: a test sets all sizes.
// Timers are Node's own, so that a test can control the clock.
import { Window } from "happy-dom";

const window = new Window({ url: "http://coordinator.test/app.html" });

/** Whether the system prefers dark colours. */
export const dark = Object.assign(new window.EventTarget() as unknown as EventTarget, {
  matches: false,
  set(matches: boolean) {
    dark.matches = matches;
    dark.dispatchEvent(new Event("change"));
  },
});

/** The files offered for download, newest last. */
export const downloads: { name: string; type: string; text: Promise<string> }[] = [];
const blobs = new Map<string, Blob>();

/** Calls one kind of observer about an element; a test decides when the element is visible or changes its size. */
class FakeObserver {
  static readonly all = new Set<FakeObserver>();
  private readonly elements = new Set<Element>();

  constructor(private readonly told: (entries: { target: Element; isIntersecting: boolean }[]) => void) {
    (this.constructor as typeof FakeObserver).all.add(this);
  }

  observe(element: Element) {
    this.elements.add(element);
  }

  unobserve(element: Element) {
    this.elements.delete(element);
  }

  disconnect() {
    this.elements.clear();
  }

  static tell(element: Element) {
    for (const observer of this.all) {
      if (observer.elements.has(element)) {
        observer.told([{ target: element, isIntersecting: true }]);
      }
    }
  }
}

class Resizes extends FakeObserver {
  static override readonly all = new Set<FakeObserver>();
}

class Sights extends FakeObserver {
  static override readonly all = new Set<FakeObserver>();
}

/** Sets an element's size and notifies its observers. */
export function resize(element: Element, width: number, height = 400) {
  for (const [name, value] of [["clientWidth", width], ["clientHeight", height]] as const) {
    Object.defineProperty(element, name, { value, configurable: true });
  }
  Resizes.tell(element);
}

export const comeInSight = (element: Element) => Sights.tell(element);

const taken = [
  "document", "location", "history", "localStorage", "sessionStorage", "Node", "Element", "HTMLElement", "HTMLInputElement", "HTMLButtonElement", "Event",
  "EventTarget", "CustomEvent", "KeyboardEvent", "MouseEvent", "PointerEvent", "WheelEvent", "FocusEvent", "DOMRect", "XMLSerializer", "innerHeight", "devicePixelRatio",
] as const;
const define = (name: string, value: unknown) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

taken.forEach((name) => define(name, window[name]));
define("window", globalThis);
define("navigator", { userAgent: window.navigator.userAgent, platform: "", clipboard: undefined });
define("getComputedStyle", window.getComputedStyle.bind(window));
define("getSelection", window.getSelection.bind(window));
define("addEventListener", window.addEventListener.bind(window));
define("removeEventListener", window.removeEventListener.bind(window));
define("dispatchEvent", window.dispatchEvent.bind(window));
define("scrollTo", () => undefined);
define("scrollY", 0);
define("matchMedia", () => dark);
define("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 16));
define("cancelAnimationFrame", (frame: ReturnType<typeof setTimeout>) => clearTimeout(frame));
define("ResizeObserver", Resizes);
define("IntersectionObserver", Sights);
define("reportError", (error: unknown) => reported.push(error));

/** The errors that views threw while handling news. */
export const reported: unknown[] = [];

/** The last drawing on a canvas: its pixels, red first, and its texts with their positions. */
export interface Drawing {
  width: number;
  pixels: Uint8ClampedArray;
  texts: { text: string; x: number; y: number; colour: string }[];
}

const drawings = new WeakMap<object, Drawing>();
export const drawingOf = (canvas: HTMLCanvasElement) => drawings.get(canvas)!;

// Stubs for what the window lacks. Parsing a gradient of many colours takes minutes, so a background is kept as text.
Object.defineProperty(Object.getPrototypeOf(document.body.style), "background", {
  configurable: true,
  set(this: CSSStyleDeclaration, value: string) { this.setProperty("--background", value); },
});
window.HTMLCanvasElement.prototype.getContext = function getContext(this: { width: number; height: number }) {
  const drawing: Drawing = { width: this.width, pixels: new Uint8ClampedArray(), texts: [] };
  drawings.set(this, drawing);
  const context = {
    canvas: this, fillStyle: "", font: "", textAlign: "", textBaseline: "", save() {}, restore() {}, scale() {},
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) }),
    putImageData(image: { data: Uint8ClampedArray }) { drawing.pixels = image.data; },
    fillText(text: string, x: number, y: number) { drawing.texts.push({ text, x, y, colour: context.fillStyle }); },
  };
  return context as never;
};
Object.defineProperty(window.HTMLTableSectionElement.prototype, "rows", { get(this: HTMLElement) { return this.children; } });
URL.createObjectURL = (blob) => {
  const address = `blob:${blobs.size}`;
  blobs.set(address, blob as Blob);
  return address;
};
URL.revokeObjectURL = () => undefined;
window.HTMLAnchorElement.prototype.click = function click() {
  const blob = blobs.get(this.getAttribute("href") ?? "");
  if (blob !== undefined) {
    downloads.push({ name: this.download, type: blob.type, text: blob.text() });
  }
};

// The colours of the page's style sheet, each different so that they can be told apart.
const style = document.createElement("style");
const states = ["pending", "ready", "running", "completed", "failed", "blocked", "cancelled", "paused"];
style.textContent = `:root { --ground: rgb(1, 1, 1); --text: rgb(2, 2, 2); --muted: rgb(3, 3, 3); --line: rgb(4, 4, 4); --surface: rgb(5, 5, 5);
  --accent: rgb(6, 6, 6); --fine-tuned: rgb(7, 7, 7); --from-scratch: rgb(8, 8, 8); ${states.map((state, place) => `--state-${state}: rgb(${10 + place}, 20, 30);`).join(" ")} }`;
document.head.append(style);
