import { ApiError, messageOf } from "../../api/errors";
import { h } from "../../dom";
import { measured, nameOf } from "../../fields";
import { plural } from "../../format";
import type { Section } from "../context";
import { isOpenState } from "../format";
import { cellsOf, cellStates, firstTrialOf, spanOf, trialsIn, type Cells } from "../grid/data";
import { rampLegend, stateLegend } from "../grid/legend";
import type { Colouring } from "../grid/paint";
import { Tip } from "../grid/tip";
import { GridView } from "../grid/view";
import { TrialBands, type Bands } from "./trial-bands";
import { TrialDetail } from "./trial-detail";
import { TrialNames } from "./trial-names";
import { TrialsControls, type TrialsView } from "./trials-controls";
import { TrialsTable } from "./trials-table";

/** Shows all trials as cells that change as they complete, and as a table. */
export const trials: Section = (root, context) => {
  const { client, name, signal } = context;
  // An ended sweep has nearly only one state, so its accuracy shows more.
  const usual = isOpenState(context.sweep().state) ? "" : "top1";
  const wanted = context.query["colour"] ?? usual;
  const view: TrialsView = { where: context.query["where"] ?? "", colour: wanted === "state" ? "" : wanted, orderBy: context.query["order"] ?? "" };
  let opened = context.query["trial"] ?? "";
  let cells: Cells | null = null;
  let run = 0;

  const count = h("p", { class: "hint", role: "status" }, "Loading …");
  const legend = h("div", { class: "grid-legend" });
  const tip = new Tip();
  const names = new TrialNames(context);
  const bands = new TrialBands(context);
  const grid = new GridView({ onCell: (cell, how) => point(cell, how), onOpen: (cell) => open(cell) });
  const controls = new TrialsControls(view, () => change(), (steps) => grid.zoomBy(steps));
  const detail = new TrialDetail(context, () => {
    opened = "";
    remember();
    grid.element.focus();
  });
  const table = new TrialsTable(context, () => view, {
    order: (orderBy) => {
      view.orderBy = orderBy;
      change();
    },
    open: (trial) => openTrial(trial, true),
    fields: (fields) => controls.setFields(fields),
  });

  const remember = () => context.setQuery({ where: view.where, colour: view.colour === usual ? "" : view.colour || "state", order: view.orderBy, trial: opened });

  const openTrial = (trial: number, focus: boolean) => {
    opened = String(trial);
    remember();
    detail.open(trial, focus);
  };

  const open = (cell: number) => {
    if (cells === null) {
      return;
    }
    const first = firstTrialOf(cells, cell);
    if (cells.perCell === 1 || view.orderBy !== "") {
      openTrial(first, document.activeElement === grid.element && grid.element.matches(":focus-visible"));
      return;
    }
    // A cell of several trials opens a grid of these trials.
    const next = cell + 1 < cells.count ? ` and trial < ${firstTrialOf(cells, cell + 1)}` : "";
    view.where = `${view.where === "" ? "" : `(${view.where}) and `}trial >= ${first}${next}`;
    change();
  };

  /** Describes a cell without a query. */
  const describe = (at: Cells, cell: number) => {
    const value = at.values[cell]!;
    const metric = view.colour === "" ? "top1" : view.colour;
    const size = trialsIn(at, cell);
    return {
      head: size === 1 ? `Trial ${firstTrialOf(at, cell)}` : `${size} trials from ${firstTrialOf(at, cell)}`,
      state: cellStates[at.states[cell]!]!,
      value: Number.isNaN(value) ? "" : `${size > 1 ? "mean " : ""}${nameOf(metric)} ${measured(metric, Number(value.toPrecision(5)))}`,
    };
  };

  let asked: AbortController | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  const point = (cell: number | null, how: "pointer" | "keyboard") => {
    clearTimeout(pause);
    asked?.abort();
    if (cell === null || cells === null) {
      tip.hide();
      return;
    }
    const at = cells;
    const { head, state, value } = describe(at, cell);
    const trial = firstTrialOf(at, cell);
    const tell = (which: string | undefined) => {
      tip.show([h("strong", {}, head), which ?? " ", h("span", { class: "state", "data-state": state }, state), value].filter((line) => line !== ""), grid.boundsOf(cell));
    };
    tell(names.get(trial));
    pause = setTimeout(() => {
      asked = new AbortController();
      const told = names.get(trial);
      (told === undefined ? names.find(trial, AbortSignal.any([asked.signal, signal])) : Promise.resolve(told)).then((which) => {
        tell(which);
        if (how === "keyboard") {
          context.announce(`${head}: ${which}: ${state}${value === "" ? "" : `, ${value}`}`);
        }
      }, () => undefined);
    }, how === "keyboard" ? 180 : 90);
  };

  const colouringOf = (at: Cells): { colouring: Colouring; span: ReturnType<typeof spanOf> } => {
    const span = view.colour === "" ? null : spanOf(at.values);
    return { colouring: view.colour === "" ? { by: "state" } : { by: "value", low: span?.low ?? 0, high: span?.high ?? 1 }, span };
  };

  const draw = (at: Cells, rows: Bands) => {
    const { colouring, span } = colouringOf(at);
    grid.show(at, rows.bands, rows.heads, colouring);
    const keep = (state: string) => {
      view.where = `${view.where === "" ? "" : `(${view.where}) and `}state = ${state}`;
      change();
    };
    const focused = legend.contains(document.activeElement) ? document.activeElement?.textContent?.split(" ")[0] : undefined;
    legend.replaceChildren(...(span === null ? [] : [rampLegend(view.colour, span)]), stateLegend(at, keep));
    if (focused !== undefined) {
      [...legend.querySelectorAll("button")].find((button) => button.textContent?.startsWith(focused))?.focus();
    }
    count.textContent = at.trials === 0 ? (view.where === "" ? "There are no trials." : "No trial matches.")
      : plural(at.trials, "trial") + (at.perCell > 1 ? `, ${at.perCell} to a cell; a click opens a cell` : "");
  };

  const load = async () => {
    const mine = ++run;
    grid.element.classList.add("stale");
    try {
      const answer = cellsOf(await client.grid(name, { metric: view.colour, where: view.where, orderBy: view.orderBy }, signal));
      if (mine !== run) {
        return;
      }
      const rows = await bands.find(view, answer);
      if (mine === run) {
        cells = answer;
        controls.setProblem(null);
        draw(answer, rows);
      }
    } catch (error) {
      if (mine === run && !signal.aborted) {
        if (error instanceof ApiError && error.status === 400) {
          controls.setProblem(messageOf(error));
        } else {
          count.textContent = messageOf(error);
        }
      }
    } finally {
      if (mine === run) {
        grid.element.classList.remove("stale");
      }
    }
  };

  const change = () => {
    controls.sync();
    remember();
    grid.mark(null);
    tip.hide();
    void load().then(() => table.restart());
  };

  context.onChange(load, 2000);
  context.onChange(() => table.refresh(), 5000);
  context.onChange(() => detail.refresh(), 2000);
  root.append(h("div", { class: "trials-view" },
    h("section", { "aria-labelledby": "trials" }, h("h2", { id: "trials", class: "unseen" }, "Trials"),
      controls.element, count, legend, grid.element),
    table.element, detail.element), tip.element);
  if (/^\d+$/.test(opened)) {
    detail.open(Number(opened), false);
  }
  void load();
  void table.restart();
  return () => {
    clearTimeout(pause);
    grid.dispose();
  };
};
