import type { SweepInfo } from "../../api/types";
import { compareOption, type Compared } from "../../charts/compare";
import { Plot } from "../../charts/echarts";
import { h } from "../../dom";
import { bounded, number, plural, share, signed } from "../../format";
import { StudyReader } from "../../live/study-reader";
import type { BestSparsity, Study, StudyRow } from "../../model";
import { keyOf, panelsOf, titleOf, type Panel } from "../../panels";
import { theme } from "../../theme";
import type { Context } from "../context";
import { hours, secondsOf, shownState } from "../format";
import { toSweep } from "../route";
import { state } from "../widgets/state";

interface Side {
  name: string;
  sweep: SweepInfo;
  study: Study;
  panels: Map<string, Panel>;
}

/** Shows sweeps as columns: their facts first, then each network with its plot and figures. */
export class SweepsBesideEachOther {
  private plots: Plot[] = [];

  constructor(private readonly context: Context) {}

  async read(names: string[], signal: AbortSignal): Promise<HTMLElement> {
    const { client } = this.context;
    const sides = await Promise.all(names.map(async (name): Promise<Side> => {
      const [{ sweep }, { plotted }] = await Promise.all([client.sweep(name, false, signal), new StudyReader(client, name).read(undefined, "", signal)]);
      return { name, sweep, study: plotted, panels: new Map(panelsOf(plotted).map((panel) => [keyOf(panel), panel])) };
    }));
    this.dispose();
    const networks = new Map(sides.flatMap(({ panels }) => [...panels]));
    return h("div", { class: "stack" }, summary(sides), h("section", { "aria-labelledby": "networks" }, h("h2", { id: "networks" }, "Accuracy against sparsity, by network"),
      h("p", { class: "hint" }, "Solid: fine-tuned; dashed: from scratch. Bars: ± 1 standard deviation over seeds."),
      h("div", { class: "cards" }, ...[...networks].map(([key, panel]) => this.card(key, panel, sides)))));
  }

  dispose() {
    this.plots.forEach((plot) => plot.dispose());
    this.plots = [];
  }

  private card(key: string, panel: Panel, sides: Side[]): HTMLElement {
    const compared = sides.flatMap(({ name, panels }, place): Compared[] => {
      const own = panels.get(key);
      return own === undefined ? [] : [{ name, place, levels: own.levels }];
    });
    const drawing = h("div", { class: "plot", role: "img", "aria-label": `Top-1 against sparsity of ${titleOf(panel)} in ${compared.map(({ name }) => name).join(", ")}` });
    this.plots.push(new Plot(drawing, () => compareOption(compared, theme())));
    return h("article", { class: "card" }, h("h3", {}, titleOf(panel)), drawing, figures(key, titleOf(panel), sides));
  }
}

function summary(sides: Side[]): HTMLElement {
  const rows: [string, (side: Side) => HTMLElement | string][] = [
    ["answer", ({ study }) => study.answer],
    ["state", ({ sweep }) => state(shownState(sweep))],
    ["trials", ({ sweep }) => `${number(sweep.trials.completed)} of ${number(sweep.trials.total)}${sweep.trials.failed > 0 ? `, ${number(sweep.trials.failed)} failed` : ""}`],
    ["tolerance", ({ study }) => plural(study.tolerance, "point")],
    ["worker time", ({ sweep }) => hours(secondsOf(sweep.spent) ?? 0)],
    ["saved by sharing", ({ sweep }) => hours(secondsOf(sweep.saved) ?? 0)],
  ];
  return h("div", { class: "scroll framed", tabindex: "0", role: "region", "aria-label": "Sweeps beside each other" },
    h("table", { class: "list compared" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "unseen" }, "what")), ...sides.map(({ name }) => h("th", { scope: "col" }, h("a", { href: toSweep(name) }, name))))),
      h("tbody", {}, ...rows.map(([what, of]) => h("tr", {}, h("th", { scope: "row" }, what), ...sides.map((side) => h("td", {}, of(side))))))));
}

/** The largest sparsities that each sweep found for a network. */
function figures(key: string, title: string, sides: Side[]): HTMLElement {
  const best = (figure: BestSparsity | null | undefined) => (figure?.sparsity == null ? "n/a" : bounded(share(figure.sparsity), figure.bound));
  const gain = (row: StudyRow | null | undefined) => {
    const found = row?.gain_estimate;
    return found?.value == null ? "n/a" : `${points(found.value)}${found.interval === null ? "" : ` [${points(found.interval.low)}, ${found.interval.high === null ? "…" : points(found.interval.high)}]`}`;
  };
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Largest sparsities, ${title}` }, h("table", { class: "values" },
    h("thead", {}, h("tr", {}, ...["sweep", "fine-tuned", "from scratch", "gain, points"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...sides.filter(({ panels }) => panels.has(key)).map(({ name, panels }) => {
      const row = panels.get(key)?.study;
      return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, best(row?.fine_tuned)), h("td", {}, best(row?.from_scratch)), h("td", {}, gain(row)));
    }))));
}

const points = (share: number) => signed(share * 100, 1);
