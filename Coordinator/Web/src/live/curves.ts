import type { GetStageResponse } from "../api/types";
import type { Section } from "../app/context";
import { Plot } from "../charts/echarts";
import { colouringOf, curveViews, linesOf, seedsOf, stagesOption, type CurveView, type StageCurve } from "../charts/stages";
import { download, h } from "../dom";
import { cell, labelOf, nameOf } from "../fields";
import { plural, share } from "../format";
import type { Value } from "../model";
import { toStage } from "../app/route";
import { choice, select } from "../sections/controls";
import { rampKey } from "../sections/ramp-key";
import { dashKey, seedKey } from "../sections/seed-key";
import { onThemeChange, theme } from "../theme";
import { axesOf } from "./answers";
import { Asking } from "./asking";
import { Condition } from "./condition";
import { curvesOf } from "./stages";

/** Each path is one query, and more lines could not be told apart anyway. */
const mostPaths = 16;
/** The number of trials read: most end on the path of a sparser one. */
const mostTrials = 200;
/** Milliseconds between two rounds of queries. */
const pace = 3_000;

/** Learning curves of several trials in one plot, for one network at a time, which is chosen by its settings. */
export const curvesView: Section = (root, context) => {
  const { client, name, signal: over, onChange } = context;
  let view: CurveView = "learning";
  let curves: StageCurve[] = [];
  let fields: string[] = [];
  let trials: Value[][] = [];
  let chosen: Record<string, string> | null = null;
  /** Stages that have ended, which do not change. */
  const ended = new Map<string, GetStageResponse>();
  const drawing = h("div", { class: "plot high", role: "img" });
  const plot = new Plot(drawing, () => stagesOption(curves, view, theme()));
  const pickers = h("div", { class: "actions" });
  const note = h("p", { class: "muted", role: "status" }, "Reading the trials …");
  const head = h("tr");
  const rows = h("tbody");
  const shown = h("div", { class: "stack", hidden: true });
  const none = h("p", { class: "placeholder", hidden: true }, "None of these trials has finished an epoch yet.");
  const condition = new Condition(context);
  condition.onChange(() => asking.again());
  const save = h("button", { type: "button", class: "quiet" }, "Save SVG");
  save.addEventListener("click", () => download(`${name}-curves.svg`, "image/svg+xml", plot.toSvg()));

  const key = h("ul", { class: "legend" });
  const showKey = () => {
    const top = Math.max(...curves.map(({ sparsity }) => sparsity), 0);
    key.replaceChildren(
      ...(colouringOf(curves) === "seed" ? seedKey(seedsOf(curves)) : top === 0 ? [] : [h("li", {}, rampKey("Sparsity", share(0), share(top)))]),
      ...(view === "learning" ? dashKey(curves.some(({ kind }) => kind === "pretrain")) : []));
  };
  over.addEventListener("abort", onThemeChange(showKey));

  const draw = () => {
    showKey();
    const lines = linesOf(curves, view);
    drawing.setAttribute("aria-label", `Learning curves of ${plural(trials.length, "trial")}: ${curveViews[view]} by epoch; the table below lists the trials.`);
    none.hidden = lines.length > 0;
    shown.hidden = lines.length === 0;
    plot.redraw();
  };

  /** Selection lists of the existing networks; the first one is selected. */
  const pick = async (signal: AbortSignal): Promise<Record<string, string>> => {
    const known = await client.results(name, { pageSize: 1 }, signal);
    const axes = ["dataset", "architecture", ...axesOf(known.fields), "mode"];
    const groups = await client.results(name, { groupBy: axes, metrics: ["top1"], pageSize: 10_000 }, signal);
    const first: Record<string, string> = {};
    pickers.replaceChildren(...axes.flatMap((axis, place) => {
      const values = [...new Set(groups.groups.map(({ key }) => key[place]).filter((value) => value != null).map(String))];
      first[axis] = values[0] ?? "";
      return values.length < 2 ? [] : [select(labelOf(axis), { ...Object.fromEntries(values.map((value) => [value, value])), "": "any" }, values[0]!, (value: string) => {
        chosen![axis] = value;
        asking.again();
      })];
    }));
    return first;
  };

  const asking = new Asking(async (signal) => {
    chosen ??= await pick(signal);
    const where = [
      ...Object.entries(chosen).filter(([, value]) => value !== "").map(([axis, value]) => `${axis} = "${value}"`),
      "state != pending",
      ...(condition.value === "" ? [] : [`(${condition.value})`]),
    ].join(" and ");
    const axes = Object.keys(chosen).filter((axis) => chosen![axis] === "");
    fields = [...axes, "sparsity", "seed", "state", "top1", "trial", "stage_id"];
    const answer = await client.results(name, { where, fields, orderBy: "sparsity desc", pageSize: mostTrials }, signal);
    const drawn = new Map<string, StageCurve>();
    const stageOf = async (id: string) => {
      const stage = ended.get(id) ?? await client.stage(id, signal);
      if (stage.stage.state === "STAGE_STATE_COMPLETED") {
        ended.set(id, stage);
      }
      return stage;
    };
    const onPaths: Value[][] = [];
    let paths = 0;
    // Starts with the sparsest trials: with the iterative schedule the others lie on their paths and need no query of their own.
    for (const level of levelsOf(answer.trials, fields.indexOf("sparsity"))) {
      const open = level.filter((trial) => !drawn.has(String(trial.at(-1)))).slice(0, mostPaths - paths);
      paths += open.length;
      const stages = await Promise.all(open.map(async (trial) => [trial, await stageOf(String(trial.at(-1)))] as const));
      for (const [trial, stage] of stages) {
        const label = fields.slice(0, -4).map((field, place) => (field === "sparsity" ? "" : `${nameOf(field)} ${cell(field, trial[place] ?? null)}`)).filter(Boolean).join(", ");
        // Trials share stages, and each stage is drawn once.
        curvesOf(stage, label).forEach((curve) => drawn.has(curve.stageId) || drawn.set(curve.stageId, curve));
      }
      onPaths.push(...level.filter((trial) => drawn.has(String(trial.at(-1)))));
    }
    curves = [...drawn.values()];
    trials = onPaths;
    const total = answer.total;
    note.textContent = total > trials.length
      ? `${trials.length} of ${plural(total, "trial")} that have begun are drawn, the sparsest first: choose further or add a condition to see others.`
      : `${plural(total, "trial")} of this choice ${total === 1 ? "has" : "have"} begun. A path from pre-training or training to the last pruning is one line; what trials share is drawn once.`;
    const columns = fields.slice(0, -1);
    head.replaceChildren(...columns.map((field) => h("th", { scope: "col" }, labelOf(field))), h("th", { scope: "col" }, "stage"));
    rows.replaceChildren(...trials.map((trial) => h("tr", {}, ...columns.map((field, place) => {
      const text = cell(field, trial[place] ?? null);
      return h("td", {}, field === "state" ? h("span", { class: "state", "data-state": text }, text) : text);
    }), h("td", {}, h("a", { href: toStage(String(trial.at(-1))), class: "mono" }, String(trial.at(-1)).slice(0, 8))))));
    draw();
  }, shown, over);

  shown.append(
    h("div", { class: "card" },
      h("div", { class: "head" }, choice("Show", curveViews, view, (value: CurveView) => { view = value; draw(); }), save), drawing,
      key),
    h("div", { class: "scroll framed tall", tabindex: "0", role: "region", "aria-label": "Trials drawn" }, h("table", { class: "list" }, h("thead", {}, head), rows)));
  root.append(h("div", { class: "controls" }, pickers, condition.element), asking.element, note, none, shown);
  asking.again();
  onChange(asking.refresh, pace);
  return () => plot.dispose();
};

/** Groups trials that are ordered by sparsity into levels. */
function levelsOf(trials: Value[][], sparsity: number): Value[][][] {
  const levels = new Map<Value, Value[][]>();
  for (const trial of trials) {
    const level = trial[sparsity] ?? null;
    levels.set(level, [...(levels.get(level) ?? []), trial]);
  }
  return [...levels.values()];
}
