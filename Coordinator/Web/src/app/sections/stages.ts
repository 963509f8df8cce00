import type { RunningStage } from "../../api/types";
import { h } from "../../dom";
import { fixed, number, plural } from "../../format";
import type { Section } from "../context";
import { duration, percent, secondsOf, stageTitle } from "../format";
import { toStage } from "../route";
import { Progress } from "../widgets/progress";
import { StagePicture } from "./stage-picture";
import { StageTree } from "./stage-tree";

/** The running stages, and below them the tree of all stages. */
export const stages: Section = (root, context) => {
  const running = h("section", { "aria-labelledby": "running" });
  const rows = new Map<string, RunningRow>();
  const body = h("tbody");
  const count = h("p", { class: "hint", role: "status" });
  const frame = h("div", { class: "scroll framed", tabindex: "0", role: "region", "aria-label": "Running stages" },
    h("table", { class: "list stacks" }, h("caption", { class: "unseen" }, "Running stages"),
      h("thead", {}, h("tr", {}, ...["Stage", "Worker", "Progress", "Top-1", "Images a second", "For"].map((text, index) =>
        h("th", { scope: "col", class: index > 2 ? "number" : null }, text)))), body));
  running.append(h("h2", { id: "running" }, "Running now"), count, frame);

  const isOwn = () => context.live.isFollowing(context.name);
  const draw = () => {
    const { live } = context;
    // News about all sweeps do not tell which stages belong to this one. For an ended sweep there are no others; they show which of its
    // known stages workers still hold.
    const now = (live.running ?? []).filter((stage) => isOwn() || rows.has(keyOf(stage)));
    const keys = new Set(now.map(keyOf));
    for (const [key, row] of rows) {
      if (!keys.has(key)) {
        row.element.remove();
        rows.delete(key);
      }
    }
    for (const stage of now) {
      const row = rows.get(keyOf(stage)) ?? new RunningRow(stage);
      if (!rows.has(keyOf(stage))) {
        rows.set(keyOf(stage), row);
        body.append(row.element);
      }
      row.update(stage);
    }
    const omitted = isOwn() ? live.runningOmitted : 0;
    frame.hidden = now.length === 0;
    count.textContent = now.length === 0 ? "Nothing of this sweep runs at the moment."
      : `${plural(now.length + omitted, "stage")}${omitted > 0 ? `, ${number(now.length)} of them shown` : ""}`;
  };
  context.live.onNews(draw, context.signal);
  draw();

  const picture = new StagePicture(context);
  const tree = new StageTree(context);
  context.onChange(() => tree.refresh(), 3000);
  context.onChange(picture.refresh, 5000);
  root.append(running, picture.element, h("section", { "aria-labelledby": "tree" }, h("h2", { id: "tree" }, "Stages one by one"), tree.element));
  void picture.refresh();
};

const keyOf = (stage: RunningStage) => `${stage.stage.stageId}/${stage.attempt}`;

/** A running stage, updated in place. */
class RunningRow {
  readonly element: HTMLElement;
  private readonly progress: Progress;
  private readonly share = h("span", { class: "share" });
  private readonly cells = { top1: cell("Top-1"), speed: cell("Images a second"), elapsed: cell("For") };

  constructor({ stage, workerId, device, attempt }: RunningStage) {
    this.progress = new Progress("Progress of the stage");
    this.element = h("tr", {},
      h("th", { scope: "row" }, h("a", { href: toStage(stage.stageId) }, stageTitle(stage)), attempt > 1 && h("span", { class: "hint" }, ` attempt ${attempt}`)),
      h("td", { "data-label": "Worker" }, h("span", {}, workerId, " ", h("span", { class: "hint" }, device))),
      h("td", { "data-label": "Progress" }, h("div", { class: "with-share" }, this.progress.element, this.share)),
      ...Object.values(this.cells));
  }

  update({ progress, started, elapsed }: RunningStage) {
    const fraction = progress?.fraction ?? 0;
    const text = !started ? "sent" : progress == null ? "begins" : `${percent(fraction)}, epoch ${progress.epoch} of ${progress.epochs}`;
    this.progress.set({ running: fraction }, text);
    this.share.textContent = text;
    this.cells.top1.textContent = progress?.top1 == null ? "" : `${fixed(progress.top1, 2)} %`;
    this.cells.speed.textContent = progress == null || progress.imagesPerSecond === 0 ? "" : number(Math.round(progress.imagesPerSecond));
    this.cells.elapsed.textContent = elapsed == null ? "" : duration(secondsOf(elapsed) ?? 0);
  }
}

const cell = (label: string) => h("td", { class: "number", "data-label": label });

