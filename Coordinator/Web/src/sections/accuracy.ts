import { accuracyOption, metricNames, rangeOf, unitOf, type View } from "../charts/accuracy";
import { add, Plot, redrawAll } from "../charts/echarts";
import { download, h } from "../dom";
import { bounded, plural, share, spread, times } from "../format";
import type { BestSparsity, Level, Metric, Report } from "../model";
import { panelsOf, titleOf, type Panel } from "../panels";
import { modes, theme } from "../theme";
import { choice, select, toggle } from "./controls";
import { legend } from "./legend";

export function accuracySection(report: Report): HTMLElement {
  const panels = panelsOf(report).filter((panel) => panel.levels.size > 0);
  const view: View = { metric: "top1", x: "sparsity", range: null };
  let shared = false;
  const cards: { panel: Panel; element: HTMLElement; values: HTMLElement; plot: Plot }[] = [];

  const refresh = () => {
    const ranges = panels.flatMap((panel) => rangeOf(panel, view, report.tolerance) ?? []);
    view.range = shared && ranges.length > 0 ? [Math.min(...ranges), Math.max(...ranges)] : null;
    for (const card of cards) {
      card.plot.element.setAttribute("aria-label", describe(card.panel, view));
      card.values.replaceChildren(valuesTable(card.panel, view));
    }
    redrawAll();
  };

  for (const panel of panels) {
    const element = h("div", { class: "plot", role: "img" });
    const plot = new Plot(element, () => accuracyOption(panel, view, report.tolerance, theme()));
    const values = h("div", { class: "scroll" });
    cards.push({ panel, element: card(panel, plot, values, report.sweep), values, plot });
    add(plot);
  }

  const section = h("section", { "aria-labelledby": "accuracy" },
    h("h2", { id: "accuracy" }, "Accuracy against sparsity"),
    h("div", { class: "controls" },
      select("Show", metricNames, view.metric, (metric: Metric) => { view.metric = metric; refresh(); }),
      choice("Horizontal axis", { sparsity: "sparsity", compression: "compression (log)" }, view.x, (x) => { view.x = x; refresh(); }),
      panels.length > 1 && toggle("Same vertical axis for all", shared, (on) => { shared = on; refresh(); })),
    legend(report.tolerance),
    panels.length === 0
      ? h("p", { class: "empty" }, "There are no trials to plot yet.")
      : h("div", { class: panels.length === 1 ? "cards single" : "cards" }, ...cards.map(({ element }) => element)));
  refresh();
  return section;
}

function card(panel: Panel, plot: Plot, values: HTMLElement, sweep: string): HTMLElement {
  const measured = [...panel.levels.values()].flat().some((level) => level.completed > 0);
  const missing = [...panel.levels.values()].flat().reduce((sum, level) => sum + level.trials - level.completed, 0);
  const save = h("button", { type: "button", class: "quiet" }, "Save SVG");
  save.addEventListener("click", () =>
    download(`${sweep}-${titleOf(panel).replaceAll(/[^\w.-]+/g, "-")}.svg`, "image/svg+xml", plot.toSvg()));
  return h("article", { class: "card" },
    h("div", { class: "head" }, h("h3", {}, titleOf(panel)), measured && save),
    h("p", { class: "best" }, ...modes.flatMap((mode) => {
      const best = mode === "fine-tuned" ? panel.study?.fine_tuned : panel.study?.from_scratch;
      return best == null ? [] : [h("span", { class: `tag ${mode}` }, `${theme().modes[mode].label} ${bestText(best)}`)];
    })),
    measured ? plot.element : h("p", { class: "empty" }, "No trial of this network is completed."),
    h("details", {}, h("summary", {}, "Values", missing > 0 && ` (${plural(missing, "trial")} not completed)`), values));
}

export const bestText = (best: BestSparsity) =>
  best.sparsity === null ? "n/a" : bounded(share(best.sparsity), best.bound);

/** The plot in words, for those who cannot see it; the numbers follow in the table below it. */
function describe(panel: Panel, view: View): string {
  const lines = modes.flatMap((mode) => {
    const levels = (panel.levels.get(mode) ?? []).filter((level) => level.metrics[view.metric].mean !== null);
    const [first, last] = [levels[0], levels.at(-1)];
    const at = (level: Level) => `${level.metrics[view.metric].mean!.toFixed(2)}${unitOf(view.metric)} at sparsity ${share(level.sparsity)}`;
    return first === undefined || last === undefined ? [] : [`${mode}: ${at(first)}${first === last ? "" : `, ${at(last)}`}`];
  });
  return `${metricNames[view.metric]} against ${view.x}, ${titleOf(panel)}. ${lines.join(". ")}.`;
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
