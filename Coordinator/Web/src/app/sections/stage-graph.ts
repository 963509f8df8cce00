import type { StageNode } from "../../api/types";
import { h, svg } from "../../dom";
import { fixed, plural, share } from "../../format";
import { stageTitle, stateName } from "../format";
import { toStage } from "../route";
import { layOut, type Graph, type Place } from "./stage-graph-layout";

const rowHeight = 24;
const boxHeight = 18;
const gap = 30;

/** Draws the stage tree. A shared stage is left of the stages that share it, and a line is as wide as the number of trials through it. */
export class StageGraph {
  readonly element = h("div", { class: "scroll framed graph", tabindex: "0", role: "region", "aria-label": "Stage tree, drawn" });
  private shown = "";

  /** @param created When the sweep was submitted; stages completed earlier belong to other sweeps. */
  show(nodes: StageNode[], ends: string[], created: string) {
    const now = JSON.stringify([nodes.map(({ stage, state, top1 }) => [stage.stageId, state, top1]), ends.length]);
    if (now !== this.shown) {
      this.shown = now;
      this.element.replaceChildren(drawing(layOut(nodes, ends), created));
    }
  }
}

const labelOf = ({ stage }: StageNode, hasSeed: boolean) =>
  `${stage.kind === "prune" ? share(stage.sparsity) : stage.kind}${stage.kind === "train" && hasSeed ? ` · seed ${stage.seed}` : ""}`;

function drawing(graph: Graph, created: string): SVGElement {
  const seeds = new Set(graph.places.filter(({ node }) => node.stage.kind === "train").map(({ node }) => node.stage.seed)).size > 1;
  const data = new Set(graph.places.filter(({ node }) => node.stage.kind === "train").map(({ node }) => node.stage.dataset)).size > 1;
  const text = ({ node, trials }: Place) => labelOf(node, seeds) + (data && node.stage.kind === "train" ? ` · ${node.stage.dataset}` : "") + (trials > 1 ? ` ×${trials}` : "");
  const widths = Array.from({ length: graph.depths }, (_, depth) => Math.max(...graph.places.filter((place) => place.depth === depth).map((place) => 7 * text(place).length)) + 16);
  const lefts = widths.map((_, depth) => widths.slice(0, depth).reduce((sum, width) => sum + width + gap, 8));
  const width = (lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0) + 8;
  const height = graph.rows * rowHeight + 8;
  const top = (place: Place) => place.row * rowHeight + 4;
  const most = Math.max(1, ...graph.places.map(({ trials }) => trials));
  const edges = graph.places.filter(({ parent }) => parent !== null).map((place) => {
    const [x0, y0] = [lefts[place.depth - 1]! + widths[place.depth - 1]!, top(place.parent!) + boxHeight / 2];
    const [x1, y1] = [lefts[place.depth]!, top(place) + boxHeight / 2];
    return svg("path", { d: `M${x0} ${y0}C${x0 + gap / 2} ${y0} ${x1 - gap / 2} ${y1} ${x1} ${y1}`, class: "edge", "stroke-width": 1 + 5 * Math.sqrt(place.trials / most) });
  });
  const boxes = graph.places.map((place) => {
    const { node } = place;
    const box = svg("a", { href: toStage(node.stage.stageId), tabindex: "-1", class: `box${isReused(node, created) ? " reused" : ""}`, "data-state": stateName(node.state) },
      svg("title", {}, describe(place, created)),
      svg("rect", { x: lefts[place.depth]!, y: top(place), width: widths[place.depth]!, height: boxHeight, rx: 4 }),
      svg("text", { x: lefts[place.depth]! + 8, y: top(place) + 13 }, text(place)));
    return box;
  });
  // The list below contains the same for users who cannot see the drawing.
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, ...edges, ...boxes,
    ...graph.blocks.map(({ title, row }) => svg("text", { x: 8, y: row * rowHeight + 17, class: "block" }, title)));
}

/** Whether another sweep had completed the stage before this one was submitted. */
export function isReused(node: StageNode, created: string): boolean {
  const ended = node.history.findLast(({ outcome }) => outcome === "ATTEMPT_OUTCOME_COMPLETED")?.ended;
  return ended != null && Date.parse(ended) < Date.parse(created);
}

const describe = ({ node, trials }: Place, created: string) => [
  stageTitle(node.stage), stateName(node.state), ...(node.top1 == null ? [] : [`top-1 ${fixed(node.top1, 2)}\u202f%`]),
  trials > 1 ? `shared by ${plural(trials, "trial")}` : "of one trial", ...(isReused(node, created) ? ["executed for an earlier sweep"] : []),
  ...(node.error === "" ? [] : [node.error]),
].join("\n");
