import { h } from "../dom";
import { fixed, plural, share } from "../format";
import type { Level, Mode, Study } from "../model";
import { panelsOf, titleOf, type Panel } from "../panels";
import { along, modes, onThemeChange, textOn, theme } from "../theme";
import type { Section } from "./section";

/** With more networks, the table of results is easier to read. */
const mostNetworks = 24;

/**
 * The top-1 of every point of the grid as coloured numbers: one row per network and mode, one column per sparsity, with mean ± deviation
 * over seeds.
 */
export function heatMap(first: Study): Section<Study> {
  const note = h("p", { class: "hint" });
  const place = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Top-1 by network, mode and sparsity" });
  let study = first;
  let shown = "";
  const draw = () => {
    const panels = panelsOf(study).filter((panel) => panel.levels.size > 0);
    place.replaceChildren(table(panels.slice(0, mostNetworks)));
    note.textContent = noteOf(study, panels.length);
  };
  const update = (next: Study) => {
    study = next;
    const now = JSON.stringify([study.levels, study.figure, study.tolerance]);
    if (now !== shown) {
      shown = now;
      draw();
    }
  };
  update(first);
  const forget = onThemeChange(draw);
  const element = h("section", { "aria-labelledby": "numbers" }, h("h2", { id: "numbers" }, "Top-1 accuracy in percent"), place, note);
  return { element, update, dispose: forget };
}

function noteOf(study: Study, networks: number): string {
  const counts = new Set(study.levels.map(({ trials }) => trials));
  const trials = counts.size === 1 ? [...counts][0]! : 0;
  return [
    trials === 1 ? "One trial a cell." : `Mean ± standard deviation over ${trials === 0 ? "the trials of a cell" : plural(trials, "trial")}; colours go from the worst to the best point of each network.`,
    study.figure.some((row) => row.fine_tuned !== null || row.from_scratch !== null)
      && `Framed: the largest sparsity that keeps top-1 within ${plural(study.tolerance, "point")} of the same mode’s dense network.`,
    networks > mostNetworks && `The first ${mostNetworks} of ${plural(networks, "network")}.`,
  ].filter(Boolean).join(" ");
}

function table(panels: Panel[]): HTMLElement {
  const sparsities = [...new Set(panels.flatMap((panel) => [...panel.levels.values()].flat().map(({ sparsity }) => sparsity)))].sort((a, b) => a - b);
  return h("table", { class: "heat" }, h("caption", { class: "unseen" }, "Top-1 accuracy in percent, by network, mode and sparsity"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "unseen" }, "mode")),
      ...sparsities.map((sparsity) => h("th", { scope: "col", class: "number" }, share(sparsity))))),
    ...panels.map((panel) => {
      const colour = colouring(panel);
      return h("tbody", {},
        h("tr", {}, h("th", { scope: "rowgroup", colspan: String(sparsities.length + 1) }, titleOf(panel))),
        ...modes.filter((mode) => panel.levels.has(mode)).map((mode) => h("tr", {},
          h("th", { scope: "row" }, h("span", { class: `tag ${mode}` }, theme().modes[mode].label)),
          ...sparsities.map((sparsity) => cell(panel, mode, panel.levels.get(mode)!.find((level) => level.sparsity === sparsity), colour)))));
    }));
}

type Colour = (value: number) => string;

/** One scale per network, so that an easy data set does not flatten a hard one. */
function colouring(panel: Panel): Colour {
  const means = [...panel.levels.values()].flat().flatMap(({ metrics }) => metrics.top1.mean ?? []);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const { ramp } = theme();
  return (value) => along(ramp, high > low ? (value - low) / (high - low) : 1);
}

function cell(panel: Panel, mode: Mode, level: Level | undefined, colour: Colour): HTMLElement {
  if (level === undefined) {
    return h("td");
  }
  const { mean, std } = level.metrics.top1;
  const missing = level.completed < level.trials && h("small", { title: level.failed > 0 ? `${plural(level.failed, "trial")} failed` : null },
    level.failed > 0 && h("span", { "aria-hidden": "true" }, "✖ "), `${level.completed} of ${level.trials}`);
  if (mean === null) {
    const name = level.failed === level.trials ? "failed" : "pending";
    return h("td", { class: "none" }, h("span", { class: "state bare", "data-state": name }, h("span", { class: "unseen" }, name)), missing);
  }
  const best = mode === "fine-tuned" ? panel.study?.fine_tuned : panel.study?.from_scratch;
  const isBest = best?.sparsity != null && best.sparsity === level.sparsity;
  const element = h("td", { class: isBest ? "best-level" : null, title: isBest ? "The largest sparsity that keeps the accuracy" : null },
    h("b", {}, fixed(mean, 1)), std !== null && h("small", {}, `± ${fixed(std, 1)}`), missing);
  const ground = colour(mean);
  element.style.background = ground;
  element.style.color = textOn(ground);
  return element;
}
