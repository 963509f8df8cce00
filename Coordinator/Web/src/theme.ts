import type { Mode } from "./model";

/** How a mode looks everywhere: colour, line and shape each tell it apart, so that none is needed alone. */
export interface ModeStyle {
  colour: string;
  symbol: "circle" | "diamond";
  dash: "solid" | number[];
  label: string;
}

export interface Theme {
  text: string;
  muted: string;
  line: string;
  surface: string;
  font: string;
  modes: Record<Mode, ModeStyle>;
}

export const modes: Mode[] = ["fine-tuned", "from-scratch"];

/** The colours in force, from the style sheet, which follows the reader's light or dark setting. */
export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: colour("--text"),
    muted: colour("--muted"),
    line: colour("--line"),
    surface: colour("--surface"),
    font: getComputedStyle(document.body).fontFamily,
    modes: {
      "fine-tuned": { colour: colour("--fine-tuned"), symbol: "circle", dash: "solid", label: "fine-tuned" },
      "from-scratch": { colour: colour("--from-scratch"), symbol: "diamond", dash: [6, 4], label: "from scratch" },
    },
  };
}

export function onThemeChange(redraw: () => void) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}
