import type { SweepInfo } from "../../api/types";
import { h } from "../../dom";
import { number } from "../../format";
import { exportPath, reportPath } from "../../api/client";
import type { SweepContext } from "../context";
import { duration, hours, isOpenState, moment, percent, secondsOf, shownState, stateName } from "../format";
import { tabs, toCompare, toSweep, toSweeps, type TabName } from "../route";
import { sections } from "../sections";
import { Notice } from "../widgets/notice";
import { Progress, progressText, sharesOf } from "../widgets/progress";
import { setState, state } from "../widgets/state";
import { SweepActions } from "./sweep-actions";

/** Name, state, counts, actions and tabs of a sweep, updated in place. */
export class SweepHeader {
  readonly element: HTMLElement;
  readonly tabs: HTMLAnchorElement[];
  private readonly state: HTMLElement;
  private readonly progress: Progress;
  private readonly figures = h("dl", { class: "figures" });
  private readonly about = h("p", { class: "about", hidden: true });
  private readonly actions: SweepActions;
  private readonly notice = new Notice();
  private readonly stalled = h("div", { class: "notice bad", role: "status", hidden: true });

  constructor(context: SweepContext, tab: TabName, changed: (sweep: SweepInfo) => void) {
    const { name } = context;
    const { notice } = this;
    this.state = state(shownState(context.sweep()), "pill");
    this.progress = new Progress("Progress by expected work", "tall");
    this.actions = new SweepActions(context, notice, changed);
    this.tabs = tabs.map((id) => h("a", {
      href: toSweep(name, id), "data-tab": id, "aria-current": id === tab ? "page" : null,
    }, sections[id].label));
    this.element = h("div", { class: "sweep-head" },
      h("nav", { class: "crumbs", "aria-label": "Where this is" }, h("a", { href: toSweeps }, "Sweeps"), " / ", name),
      h("header", {}, h("h1", {}, name), this.state, h("span", { class: "spring" }), this.actions.element, h("a", { class: "button", href: toCompare([name]) }, "Compare"), downloads(name)),
      this.about, notice.element, this.stalled, this.progress.element, this.figures,
      h("nav", { "aria-label": `Views of ${name}` }, h("ul", { class: "tabs" }, ...this.tabs.map((link) => h("li", {}, link)))));
    this.update(context.sweep());
  }

  update(sweep: SweepInfo) {
    // Hides the message about the previous state, which no longer applies.
    if (this.state.dataset["state"] !== stateName(shownState(sweep))) {
      this.notice.clear();
    }
    setState(this.state, shownState(sweep));
    this.stalled.hidden = sweep.stalled === "";
    if (this.stalled.textContent !== sweep.stalled) {
      this.stalled.textContent = sweep.stalled;
    }
    this.progress.set(sharesOf(sweep), progressText(sweep));
    this.progress.element.hidden = sweep.state === "SWEEP_STATE_COMPLETED";
    this.actions.update(sweep);
    this.about.hidden = sweep.description === "" && sweep.tags.length === 0;
    this.about.replaceChildren(sweep.description, ...sweep.tags.flatMap((tag) => [" ", h("span", { class: "chip" }, tag)]));
    this.figures.replaceChildren(...factsOf(sweep).map(([term, value, note]) =>
      h("div", {}, h("dt", {}, term), h("dd", {}, value, note !== "" && h("small", {}, ` ${note}`)))));
  }

  dispose() {
    this.actions.dispose();
  }
}

/** The facts that matter in a sweep's state; for an ended one, nothing about running or remaining work. */
function factsOf(sweep: SweepInfo): [term: string, value: string, note: string][] {
  const { trials, stages } = sweep;
  const isOpen = isOpenState(sweep.state);
  const left = secondsOf(sweep.remaining);
  const saved = secondsOf(sweep.saved) ?? 0;
  const spent = secondsOf(sweep.spent) ?? 0;
  const facts: ([string, string, string] | false)[] = [
    isOpen && ["done", percent(sweep.fraction), trials.failed > 0 ? "of what can be" : ""],
    isOpen && ["ends in", left === null ? "–" : duration(left), left === null ? "" : `at ${clock(left)}`],
    ["trials", number(trials.completed), `of ${number(trials.total)}${trials.failed > 0 ? `, ${number(trials.failed)} failed` : ""}${sweep.searching ? ", the search may add more" : ""}`],
    ["stages", number(stages.completed), `of ${number(stages.total)}${stages.reused > 0 ? `, ${number(stages.reused)} reused` : ""}`],
    isOpen && ["running", number(stages.running + stages.queued), stages.ready > 0 ? `${number(stages.ready)} ready` : ""],
    ["worker time", hours(spent), sweep.gpuHours == null ? "" : `of ${number(sweep.gpuHours)}\u202fh allowed`],
    ["saved by sharing", hours(saved), saved > 0 ? percent(saved / (saved + spent)) : ""],
  ];
  return facts.filter((fact) => fact !== false);
}

/** The time of day after this many seconds, in the user's time zone, with the date unless it is today. */
function clock(seconds: number, now = Date.now()): string {
  const text = moment(new Date(now + seconds * 1000).toISOString());
  return text.slice(moment(new Date(now).toISOString()).startsWith(text.slice(0, 10)) ? 11 : 0, 16);
}

function downloads(name: string): HTMLElement {
  const link = (text: string, href: string) => h("li", {}, h("a", { href, download: true }, text));
  const summary = h("summary", { class: "button" }, "Download");
  const menu = h("details", { class: "menu" }, summary,
    h("ul", {}, link("Report (HTML)", reportPath(name)), link("Results (CSV)", exportPath(name, "csv")),
      link("Results (JSON Lines)", exportPath(name, "jsonl")), link("Results (Parquet)", exportPath(name, "parquet"))));
  menu.addEventListener("focusout", (event) => {
    // Null means that the press was on something that takes no focus, such as the menu's links in Safari.
    menu.open = menu.open && (event.relatedTarget === null || menu.contains(event.relatedTarget as Node));
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
    }
  });
  return menu;
}
