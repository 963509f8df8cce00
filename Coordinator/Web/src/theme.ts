import type { Mode } from "./model";

/** The look of a mode everywhere. Colour, line and shape each distinguish it, so that none is needed alone. */
export interface ModeStyle {
  colour: string;
  symbol: "circle" | "diamond";
  dash: "solid" | number[];
  label: string;
}

export const states = ["pending", "ready", "running", "completed", "failed", "blocked", "cancelled", "paused"] as const;
export type StateName = (typeof states)[number];

export interface Theme {
  ground: string;
  text: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  font: string;
  modes: Record<Mode, ModeStyle>;
  /** The colours of states. Each also has its own shape wherever colour is not beside its name. */
  states: Record<StateName, string>;
  /**
   * The colours from low to high: Cividis, which is even for every kind of colour vision and in grey. Reversed on dark ground, so that
   * high values stand out.
   */
  ramp: string[];
  /** The part of the ramp that stands out from the background, for lines. */
  lineRamp: string[];
}

export const modes: Mode[] = ["fine-tuned", "from-scratch"];

const cividis = ["#fee838", "#e1cc55", "#c3b369", "#a59c74", "#8a8779", "#707173", "#575d6d", "#3b496c", "#123570"];

const dark = matchMedia("(prefers-color-scheme: dark)");

let inForce: Theme | null = null;

/** The current colours from the style sheet, which follows the system's or the user's choice. */
export function theme(): Theme {
  return (inForce ??= readTheme());
}

function readTheme(): Theme {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  // A custom property returns its text; assigned as an element's colour, it returns the computed colour.
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const look: Theme = {
    ground: colour("ground"),
    text: colour("text"),
    muted: colour("muted"),
    line: colour("line"),
    surface: colour("surface"),
    accent: colour("accent"),
    font: getComputedStyle(document.body).fontFamily,
    modes: {
      "fine-tuned": { colour: colour("fine-tuned"), symbol: "circle", dash: "solid", label: "fine-tuned" },
      "from-scratch": { colour: colour("from-scratch"), symbol: "diamond", dash: [6, 4], label: "from scratch" },
    },
    states: Object.fromEntries(states.map((state) => [state, colour(`state-${state}`)])) as Record<StateName, string>,
    ramp: isDark() ? [...cividis].reverse() : cividis,
    lineRamp: isDark() ? [...cividis].reverse().slice(2) : cividis.slice(3),
  };
  probe.remove();
  return look;
}

/** The ramp's colour at a share from 0 to 1 of the way from low to high. */
export function along(ramp: string[], share: number): string {
  const place = Math.min(Math.max(share, 0), 1) * (ramp.length - 1);
  const low = Math.min(Math.floor(place), ramp.length - 2);
  const part = (text: string, index: number) => parseInt(text.slice(1 + 2 * index, 3 + 2 * index), 16);
  const mix = (index: number) => Math.round(part(ramp[low]!, index) + (place - low) * (part(ramp[low + 1]!, index) - part(ramp[low]!, index)));
  return `rgb(${mix(0)}, ${mix(1)}, ${mix(2)})`;
}

/** Black or white, whichever is more readable on a colour returned by `along` (relative luminance of WCAG 2). */
export function textOn(ground: string): string {
  const [red = 0, green = 0, blue = 0] = (ground.match(/\d+/g) ?? []).slice(0, 3)
    .map((part) => Number(part) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Where (l + 0.05) / 0.05 equals 1.05 / (l + 0.05), both are equally readable.
  return luminance > Math.sqrt(1.05 * 0.05) - 0.05 ? "#000" : "#fff";
}

/** Seeds have no order, so their colours and shapes only have to differ; they repeat from the seventh on. */
const seedColours = {
  light: ["#0072b2", "#c04a00", "#00795a", "#a3487d", "#8a6100", "#5b5bd6"],
  dark: ["#56b4e9", "#f0a030", "#2fc79b", "#dd8fbc", "#e5d24e", "#a9a9ff"],
};
const seedSymbols = ["circle", "diamond", "rect", "triangle"];

export function seedStyle(place: number): { colour: string; symbol: string } {
  const colours = seedColours[isDark() ? "dark" : "light"];
  return { colour: colours[place % colours.length]!, symbol: seedSymbols[place % seedSymbols.length]! };
}

export function isDark(): boolean {
  const own = document.documentElement.dataset.theme;
  return own === undefined ? dark.matches : own === "dark";
}

/** Calls `redraw` at every change of the colours, by the system or the page's switch, until the returned function is called. */
export function onThemeChange(redraw: () => void): () => void {
  dark.addEventListener("change", redraw);
  document.addEventListener("themechange", redraw);
  return () => {
    dark.removeEventListener("change", redraw);
    document.removeEventListener("themechange", redraw);
  };
}

// Registered before all other listeners, so that those read the new colours.
onThemeChange(() => { inForce = null; });
