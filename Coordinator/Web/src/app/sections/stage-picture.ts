import type { StageState } from "../../api/types";
import { h } from "../../dom";
import { plural } from "../../format";
import type { SweepContext } from "../context";
import { Notice } from "../widgets/notice";
import { isReused, StageGraph } from "./stage-graph";
import { WorkerTimeline } from "./worker-timeline";

/** One page of the list. A drawing of more stages would be unreadable. */
const mostStages = 1000;
const all = (["WAITING", "READY", "QUEUED", "RUNNING", "COMPLETED", "FAILED", "BLOCKED"] as const).map((state): StageState => `STAGE_STATE_${state}`);
const kinds = { pretrain: "pre-training", train: "training", prune: "pruning" };

/** Draws the stages that trials share, and which worker held which stage when. */
export class StagePicture {
  readonly element: HTMLElement;
  private readonly graph = new StageGraph();
  private readonly timeline = new WorkerTimeline();
  private readonly note = h("p", { class: "hint", role: "status" });
  private readonly drawings: HTMLElement;
  private readonly notice = new Notice();

  constructor(private readonly context: SweepContext) {
    this.drawings = h("div", { class: "pictures", hidden: true },
      h("div", {}, this.graph.element, h("p", { class: "hint" }, "Each box is executed once. ×30: 30 trials stand on it, and the line to it is as wide. Dashed: an earlier sweep had executed it. Red: failed; pale violet: cannot run, as what it stands on failed.")),
      h("section", { "aria-labelledby": "timeline" }, h("h3", { id: "timeline" }, "Which worker had what, when"), this.timeline.element,
        h("ul", { class: "legend" }, ...Object.entries(kinds).map(([kind, name]) => h("li", {}, h("i", { class: "swatch", "data-kind": kind }), name)),
          h("li", {}, h("i", { class: "swatch", "data-outcome": "failed" }), "failed or lost"))));
    this.element = h("section", { "aria-labelledby": "shared" }, h("h2", { id: "shared" }, "Stage tree"), this.notice.element, this.note, this.drawings);
  }

  refresh = async () => {
    const { client, name, signal } = this.context;
    const sweep = this.context.sweep();
    if (sweep.stages.total > mostStages) {
      this.note.textContent = `${plural(sweep.stages.total, "stage")} are too many to draw; the list below opens one after the other.`;
      return;
    }
    try {
      const [{ stages }, trials] = await Promise.all([
        client.stages(name, { states: all, pageSize: mostStages, withHistory: true }, signal), client.results(name, { fields: ["stage_id"], pageSize: 10_000 }, signal)]);
      this.notice.clear();
      this.drawings.hidden = stages.length === 0;
      const ends = trials.trials.map(([id]) => String(id));
      const reused = stages.filter((node) => isReused(node, sweep.created)).length;
      this.note.textContent = `${plural(trials.total, "trial")} stand on ${plural(stages.length, "stage")}: what they share is executed once.`
        + (reused > 0 ? ` ${plural(reused, "stage")} had been executed for earlier sweeps.` : "");
      this.graph.show(stages, ends, sweep.created);
      this.timeline.show(stages, sweep.created);
    } catch (error) {
      if (!signal.aborted) {
        this.notice.bad(error);
      }
    }
  };
}
