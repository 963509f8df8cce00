import { ApiError, messageOf } from "../../api/errors";
import type { GetStageResponse } from "../../api/types";
import { h } from "../../dom";
import { number, share } from "../../format";
import type { Context } from "../context";
import { stageTitle } from "../format";
import { toStage, toSweep, toSweeps } from "../route";
import { stageCurve } from "../../live/stage-curve";
import type { Section } from "../../sections/section";
import { throttle } from "../throttle";
import { state } from "../widgets/state";
import { attemptsOf } from "./stage-attempts";

/** Shows one stage: its place in the tree, its progress and its settings. */
export function stagePage(root: HTMLElement, context: Context, id: string) {
  const { client, live, signal } = context;
  let shown = "";
  let isOver = false;
  let curve: Section<GetStageResponse> | null = null;
  root.append(h("p", { class: "muted", role: "status" }, "Loading …"));

  const load = async () => {
    try {
      const answer = await client.stage(id, signal);
      // Skips the redraw when nothing changed, because the user may have something open or selected.
      const text = JSON.stringify(answer);
      isOver = answer.stage.state === "STAGE_STATE_COMPLETED";
      if (text !== shown) {
        shown = text;
        // Updates the plot in place, because the pointer may be on it.
        curve ??= stageCurve(answer);
        curve.update(answer);
        draw(root, answer, curve.element);
      }
    } catch (error) {
      if (!signal.aborted && shown === "") {
        root.replaceChildren(h("div", { class: "placeholder" },
          h("h1", {}, error instanceof ApiError && error.status === 404 ? `There is no stage ${id}.` : messageOf(error)),
          h("p", {}, h("a", { href: toSweeps }, "All sweeps"))));
      }
    }
  };
  const soon = throttle(load, 3000, signal);
  live.onNews((news) => {
    const isNews = (stage: { stageId: string }) => stage.stageId.startsWith(id);
    if (!isOver && (news.running.some(({ stage }) => isNews(stage)) || news.settled.some(({ stage }) => isNews(stage)))) {
      soon();
    }
  }, signal);
  void load();
  return () => curve?.dispose();
}

function draw(root: HTMLElement, answer: GetStageResponse, curve: HTMLElement) {
  const { stage, path, sweeps } = answer;
  const scroll = scrollY;
  const opened = new Map([...root.querySelectorAll<HTMLDetailsElement>("details[id]")].map((details) => [keyOf(details), details.open]));
  const sweep = sweeps[0];
  root.replaceChildren(
    h("nav", { class: "crumbs", "aria-label": "Where this is" }, h("a", { href: toSweeps }, "Sweeps"),
      sweep !== undefined && " / ", sweep !== undefined && h("a", { href: toSweep(sweep, "stages") }, sweep),
      ...path.flatMap((node) => [" / ", h("a", { href: toStage(node.stage.stageId) }, short(node.stage))]), " / ", short(stage.stage)),
    h("header", {}, h("h1", {}, stageTitle(stage.stage)), state(stage.state, "pill")),
    stage.error !== "" && stage.state === "STAGE_STATE_FAILED" ? h("p", { class: "notice bad" }, stage.error) : "",
    h("div", { class: "columns" },
      h("div", { class: "stack" },
        h("section", { "aria-labelledby": "learning" }, h("h2", { id: "learning" }, "Learning curve"), curve), attemptsOf(answer)),
      h("div", { class: "stack" },
        table("Result", answer.result),
        h("section", { "aria-labelledby": "about" }, h("h2", { id: "about" }, "About"), h("dl", {},
          h("dt", {}, "id"), h("dd", { class: "mono" }, stage.stage.stageId),
          h("dt", {}, "stands on"), h("dd", {}, stage.stage.pretrained ? "pre-trained weights" : "random weights"),
          h("dt", {}, "failures"), h("dd", {}, `${answer.failures} so far; parked after ${answer.retries + 1}`),
          h("dt", {}, "wanted by"), h("dd", {}, ...sweeps.flatMap((name, index) => [index > 0 ? ", " : "", h("a", { href: toSweep(name) }, name)])))),
        table("Settings", answer.settings))));
  for (const details of root.querySelectorAll<HTMLDetailsElement>("details[id]")) {
    details.open = opened.get(keyOf(details)) ?? details.open;
  }
  scrollTo(0, scroll);
}

/** What the user opened or closed stays that way until an attempt ends. */
const keyOf = (details: HTMLDetailsElement) => `${details.id} ${details.dataset["outcome"]}`;

const short = (stage: { kind: string; sparsity: number }) => (stage.kind === "prune" ? `prune ${share(stage.sparsity)}` : stage.kind);

function table(title: string, values: Record<string, unknown> | null | undefined): HTMLElement | string {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0));
  const id = title.toLowerCase();
  return entries.length === 0 ? "" : h("section", { "aria-labelledby": id }, h("h2", { id }, title),
    h("dl", {}, ...entries.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, text(value))])));
}

function text(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(text).join(", ");
  }
  return typeof value === "object" && value !== null ? JSON.stringify(value)
    : typeof value === "number" ? (Number.isInteger(value) && value >= 10_000 ? number(value) : String(Number.isInteger(value) ? value : Number(value.toPrecision(6)))) : String(value);
}
