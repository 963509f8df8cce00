import { accuracyOption, axisNames, metricNames, rangeOf, unitOf, type View } from "../charts/accuracy";
import { Plot } from "../charts/echarts";
import { csv } from "../csv";
import { download, h } from "../dom";
import { bounded, plural, share, spread, times } from "../format";
import type { BestSparsity, Level, Metric, Study } from "../model";
import { keyOf, panelsOf, titleOf, type Panel } from "../panels";
import { modes, theme } from "../theme";
import { choice, select, toggle } from "./controls";
import { legend } from "./legend";
import type { Section } from "./section";

interface Card {
  panel: Panel;
  /** The panel's content as text, to detect changes. */
  shown: string;
  element: HTMLElement;
  plot: Plot;
  draw(): void;
}

/** More plots are neither readable nor quick to draw; "glance" is for an overview. */
const mostPanels = { full: 60, glance: 6 };

/**
 * One plot for each network on each data set: both modes, with the spread over seeds. The "glance" look has nothing to choose, save or
 * open.
 */
export function accuracySection(first: Study, look: keyof typeof mostPanels = "full"): Section<Study> {
  const view: View = { metric: "top1", x: "density", range: null };
  const most = mostPanels[look];
  let study = first;
  let shared = false;
  let cards = new Map<string, Card>();

  const ranged = () => {
    const ranges = [...cards.values()].flatMap(({ panel }) => rangeOf(panel, view, study.tolerance) ?? []);
    const range: View["range"] = shared && ranges.length > 0 ? [Math.min(...ranges), Math.max(...ranges)] : null;
    const changed = String(range) !== String(view.range);
    view.range = range;
    return changed;
  };
  const redraw = () => {
    ranged();
    cards.forEach((card) => card.draw());
  };

  const legendPlace = h("div");
  const cut = h("p", { class: "muted", role: "status" });
  const none = h("p", { class: "empty" }, "There are no trials to plot yet.");
  const grid = h("div", { class: "cards" });
  const sameAxis = toggle("Same vertical axis for all", shared, (on) => { shared = on; redraw(); });
  const save = h("button", { type: "button", class: "quiet" }, "Save points as CSV");
  save.addEventListener("click", () => download(`${study.sweep}-points.csv`, "text/csv", pointsCsv(study)));

  const update = (next: Study) => {
    const retolerated = next.tolerance !== study.tolerance || legendPlace.firstChild === null;
    study = next;
    const all = panelsOf(study).filter((panel) => panel.levels.size > 0);
    const panels = all.slice(0, most);
    const kept = new Map<string, Card>();
    const changed: Card[] = [];
    for (const panel of panels) {
      const key = keyOf(panel);
      const shown = JSON.stringify([[...panel.levels], panel.study, study.tolerance]);
      const card = cards.get(key) ?? makeCard(panel, look, () => view, () => study);
      if (card.shown !== shown) {
        card.panel = panel;
        card.shown = shown;
        changed.push(card);
      }
      kept.set(key, card);
    }
    cards.forEach((card, key) => kept.has(key) || card.plot.dispose());
    cards = kept;
    if (ranged()) {
      redraw();
    } else {
      changed.forEach((card) => card.draw());
    }
    if (retolerated) {
      legendPlace.replaceChildren(legend(study.tolerance));
    }
    const elements = [...cards.values()].map(({ element }) => element);
    if (elements.length !== grid.children.length || elements.some((element, place) => grid.children[place] !== element)) {
      grid.replaceChildren(...elements);
    }
    grid.classList.toggle("single", panels.length === 1);
    none.hidden = panels.length > 0;
    save.hidden = panels.length === 0;
    sameAxis.hidden = panels.length < 2;
    cut.hidden = all.length <= most;
    cut.textContent = cut.hidden ? "" : `The first ${most} of ${plural(all.length, "network")} are drawn; ${look === "full" ? "a condition or fewer axes narrow them" : "Results draws the others"}.`;
  };

  const element = h("section", { "aria-labelledby": "accuracy" },
    h("h2", { id: "accuracy" }, "Accuracy against sparsity"),
    look === "full" && h("div", { class: "controls" },
      select("Show", metricNames, view.metric, (metric: Metric) => { view.metric = metric; redraw(); }),
      choice("Horizontal axis", axisNames, view.x, (x: View["x"]) => { view.x = x; redraw(); }),
      sameAxis, save),
    legendPlace, none, cut, grid);
  update(first);
  return { element, update, dispose: () => cards.forEach((card) => card.plot.dispose()) };
}

function makeCard(first: Panel, look: keyof typeof mostPanels, view: () => View, study: () => Study): Card {
  const drawing = h("div", { class: "plot", role: "img" });
  const values = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Values, ${titleOf(first)}` });
  const best = h("p", { class: "best" });
  const none = h("p", { class: "empty" }, "No trial of this network is completed.");
  const summary = h("summary");
  const save = h("button", { type: "button", class: "quiet" }, "Save SVG");
  const card: Card = {
    panel: first,
    shown: "",
    plot: new Plot(drawing, () => accuracyOption(card.panel, view(), study().tolerance, theme())),
    element: h("article", { class: "card" },
      h("div", { class: "head" }, h("h3", {}, titleOf(first)), look === "full" && save),
      best, none, drawing, look === "full" && h("details", {}, summary, values)),
    draw() {
      const { panel } = card;
      const levels = [...panel.levels.values()].flat();
      const measured = levels.some((level) => level.completed > 0);
      const missing = levels.reduce((sum, level) => sum + level.trials - level.completed, 0);
      save.hidden = drawing.hidden = !measured;
      none.hidden = measured;
      best.replaceChildren(...modes.flatMap((mode) => {
        const figure = mode === "fine-tuned" ? panel.study?.fine_tuned : panel.study?.from_scratch;
        return figure == null ? [] : [h("span", { class: `tag ${mode}` }, `${theme().modes[mode].label} ${bestText(figure)}`)];
      }));
      summary.textContent = "Values" + (missing > 0 ? ` (${plural(missing, "trial")} not completed)` : "");
      values.replaceChildren(valuesTable(panel, view()));
      drawing.setAttribute("aria-label", describe(panel, view()));
      card.plot.redraw();
    },
  };
  save.addEventListener("click", () =>
    download(`${study().sweep}-${titleOf(first).replaceAll(/[^\w.-]+/g, "-")}.svg`, "image/svg+xml", card.plot.toSvg()));
  return card;
}

/** One line per point of the grid, with all digits. */
function pointsCsv(study: Study): string {
  const metrics = ["top1", "top5", "loss", "compression"] as const;
  return csv(
    ["dataset", "architecture", ...study.axes, "mode", "sparsity", "trials", "completed", "failed",
      ...metrics.flatMap((metric) => [`${metric}_mean`, `${metric}_std`])],
    study.levels.map((level) => [level.dataset, level.architecture, ...study.axes.map((axis) => level.axes[axis] ?? null), level.mode, level.sparsity,
      level.trials, level.completed, level.failed, ...metrics.flatMap((metric) => [level.metrics[metric].mean, level.metrics[metric].std])]));
}

export const bestText = (best: BestSparsity) =>
  best.sparsity === null ? "n/a" : bounded(share(best.sparsity), best.bound);

/** Describes the plot in words for users who cannot see it; the table below has the numbers. */
function describe(panel: Panel, view: View): string {
  const lines = modes.flatMap((mode) => {
    const levels = (panel.levels.get(mode) ?? []).filter((level) => level.metrics[view.metric].mean !== null);
    const [first, last] = [levels[0], levels.at(-1)];
    const at = (level: Level) => `${level.metrics[view.metric].mean!.toFixed(2)}${unitOf(view.metric)} at sparsity ${share(level.sparsity)}`;
    return first === undefined || last === undefined ? [] : [`${mode}: ${at(first)}${first === last ? "" : `, ${at(last)}`}`];
  });
  return `${metricNames[view.metric]} against ${axisNames[view.x]}, ${titleOf(panel)}. ${lines.join(". ")}.`;
}

function valuesTable(panel: Panel, view: View): HTMLElement {
  const sparsities = [...new Set([...panel.levels.values()].flat().map((level) => level.sparsity))].sort((a, b) => a - b);
  const present = modes.filter((mode) => panel.levels.has(mode));
  const levelAt = (mode: typeof present[number], sparsity: number) => panel.levels.get(mode)?.find((level) => level.sparsity === sparsity);
  return h("table", { class: "values" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "sparsity"), h("th", { scope: "col" }, "compression"),
      ...present.map((mode) => h("th", { scope: "col" }, `${mode}${unitOf(view.metric)}`)))),
    h("tbody", {}, ...sparsities.map((sparsity) => {
      const compression = present.map((mode) => levelAt(mode, sparsity)?.metrics.compression.mean ?? null).find((value) => value !== null);
      return h("tr", {}, h("th", { scope: "row" }, share(sparsity)), h("td", {}, compression == null ? "" : times(compression)),
        ...present.map((mode) => h("td", {}, levelText(levelAt(mode, sparsity), view.metric))));
    })));
}

function levelText(level: Level | undefined, metric: Metric): string {
  if (level === undefined) {
    return "";
  }
  const count = level.completed === level.trials ? `n = ${level.trials}` : `${level.completed} of ${level.trials}`;
  return `${spread(level.metrics[metric], metric === "loss" ? 3 : 2)} (${count})`;
}
