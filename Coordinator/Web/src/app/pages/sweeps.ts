import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { plural } from "../../format";
import { select } from "../../sections/controls";
import type { Context, Page } from "../context";
import { stateName } from "../format";
import { toSubmit } from "../route";
import { Notice } from "../widgets/notice";
import { heads, SweepRow } from "./sweeps-row";

const states = { "": "all", running: "running", paused: "paused", completed: "completed", failed: "failed", cancelled: "cancelled" };

/** Lists all sweeps, newest first, and keeps them up to date. */
export const sweepsPage: Page = (root, context) => {
  const rows = new Map<string, SweepRow>();
  const body = h("tbody");
  const table = h("table", { class: "list stacks sweeps" }, h("caption", { class: "unseen" }, "Sweeps, newest first"),
    h("thead", {}, h("tr", {}, ...heads.map(({ text, number, meaning }) =>
      h("th", { scope: "col", class: number === true ? "number" : null, title: meaning ?? null }, text)))), body);
  const frame = h("div", { class: "scroll framed", tabindex: "0", role: "region", "aria-label": "Sweeps" }, table);
  const search = h("input", { type: "search", placeholder: "Find by name", "aria-label": "Find sweeps by name" });
  const count = h("p", { class: "hint", role: "status" });
  const more = h("button", { type: "button", hidden: true }, "Show more");
  const blank = h("div");
  const notice = new Notice();
  let wanted = "";
  let next = "";
  let isLoaded = false;

  const draw = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let shown = 0;
    for (const row of rows.values()) {
      const { name, state } = row.sweep;
      const fits = (wanted === "" || stateName(state) === wanted) && words.every((word) => name.includes(word));
      row.element.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    frame.hidden = shown === 0;
    count.textContent = !isLoaded ? "Loading …" : rows.size === 0 ? ""
      : shown === rows.size ? plural(shown, "sweep") : `${shown} of ${plural(rows.size, "sweep")}`;
    blank.replaceChildren(...(!isLoaded || shown > 0 ? [] : [rows.size === 0 ? empty(context) : h("p", { class: "placeholder" }, "No sweep matches.")]));
    more.hidden = next === "";
  };

  const take = (sweeps: Iterable<SweepInfo>) => {
    for (const sweep of sweeps) {
      const row = rows.get(sweep.name);
      if (row === undefined || row.sweep.created !== sweep.created) {
        row?.element.remove();
        const added = new SweepRow(sweep);
        rows.set(sweep.name, added);
        const after = [...body.rows].find((other) => (other.dataset["created"] ?? "") < sweep.created);
        body.insertBefore(added.element, after ?? null);
      } else {
        row.update(sweep);
      }
    }
    draw();
  };

  const load = async () => {
    try {
      const page = await context.client.list(next, context.signal);
      next = page.nextPageToken;
      isLoaded = true;
      notice.clear();
      take(page.sweeps);
    } catch (error) {
      notice.bad(error);
      more.hidden = next === "";
    }
  };

  context.live.onNews((news) => {
    for (const name of news.deleted) {
      rows.get(name)?.element.remove();
      rows.delete(name);
    }
    isLoaded = true;
    take(news.sweeps);
  }, context.signal);
  search.addEventListener("input", draw);
  more.addEventListener("click", () => void load());
  root.append(
    h("header", {}, h("h1", {}, "Sweeps"), h("span", { class: "spring" }),
      context.isOperator && h("a", { class: "button primary", href: toSubmit }, "Submit a sweep")),
    h("div", { class: "controls" }, search, select("State", states, "" as keyof typeof states, (state) => { wanted = state; draw(); }), count),
    notice.element, frame, blank, h("p", {}, more));
  // Texts such as "3 min ago" have to be updated without news.
  const clock = setInterval(() => rows.forEach((row) => row.update(row.sweep)), 30_000);
  take(context.live.sweeps.values());
  void load();
  return () => clearInterval(clock);
};

/** Explains how to run a first sweep. */
function empty(context: Context): HTMLElement {
  return h("div", { class: "placeholder" },
    h("h2", {}, "No sweeps yet"),
    h("p", {}, `A sweep is one YAML file: data sets × architectures × training modes × sparsity levels × seeds. ${context.session.readOnly ? "Run" : "Submit"} one from a terminal:`),
    h("pre", {}, `sweep ${context.session.readOnly ? "run" : "submit"} study.yaml`),
    context.isOperator && h("p", {}, "or ", h("a", { href: toSubmit }, "paste it here"), "."));
}
