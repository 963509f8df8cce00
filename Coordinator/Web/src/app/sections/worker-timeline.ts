import type { StageNode } from "../../api/types";
import { h, svg } from "../../dom";
import { duration, moment, stageTitle, stateName } from "../format";
import { toStage } from "../route";
import { ticksOf, timelineOf, type Bar } from "./worker-timeline-layout";

const laneHeight = 16;
const left = 130;

/** Shows which worker held which stage when, with one lane per slot. */
export class WorkerTimeline {
  readonly element = h("div", { class: "timeline" });
  private shown = "";

  show(nodes: StageNode[], created: string) {
    const { bars, lanes, length, begin } = timelineOf(nodes, created, Date.now());
    const now = JSON.stringify([bars.map(({ attempt, node }) => [node.stage.stageId, attempt.number, attempt.ended]), this.element.clientWidth]);
    if (now === this.shown) {
      return;
    }
    this.shown = now;
    if (bars.length === 0) {
      this.element.replaceChildren(h("p", { class: "hint" }, "No worker has had a stage of this sweep, as far as is kept."));
      return;
    }
    const width = Math.max(320, this.element.clientWidth || 600);
    const at = (seconds: number) => left + (width - left - 12) * seconds / length;
    const height = lanes.length * laneHeight + 30;
    const ticks = ticksOf(length, Math.max(2, Math.floor((width - left) / 90)));
    this.element.replaceChildren(svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
      ...ticks.flatMap((tick) => [
        svg("line", { x1: at(tick), y1: 0, x2: at(tick), y2: height - 24, class: "stroke grid" }),
        svg("text", { x: at(tick), y: height - 8, class: "tick", "text-anchor": "middle" }, tick === 0 ? "0" : duration(tick)),
      ]),
      ...lanes.map((worker, lane) => svg("text", { x: 0, y: lane * laneHeight + 12, class: "tick" }, worker.length > 19 ? `${worker.slice(0, 18)}…` : worker)),
      ...bars.map((bar) => piece(bar, at))),
    h("p", { class: "hint" }, `Since ${moment(new Date(begin).toISOString())}.`));
  }
}

function piece({ node, attempt, from, to, lane }: Bar, at: (seconds: number) => number): SVGElement {
  const outcome = stateName(attempt.outcome);
  return svg("a", { href: toStage(node.stage.stageId), tabindex: "-1", class: "held", "data-kind": node.stage.kind, "data-outcome": outcome },
    svg("title", {}, [stageTitle(node.stage), `${outcome === "open" ? "goes on" : outcome} after ${duration(to - from)}`, attempt.workerId, ...(attempt.number > 1 ? [`attempt ${attempt.number}`] : []), ...(attempt.error === "" ? [] : [attempt.error])].join("\n")),
    svg("rect", { x: at(from), y: lane * laneHeight + 2, width: Math.max(1.5, at(to) - at(from) - 0.5), height: laneHeight - 4, rx: 2 }));
}
