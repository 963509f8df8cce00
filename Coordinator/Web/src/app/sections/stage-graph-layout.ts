import type { StageNode } from "../../api/types";

/** A stage in the drawing: a column a depth, a row a path's end. */
export interface Place {
  node: StageNode;
  depth: number;
  /** From 0; a stage with several below it stands at the first of them. */
  row: number;
  parent: Place | null;
  /** Trials whose path it is on. */
  trials: number;
}

export interface Block {
  /** What its stages have in common. */
  title: string;
  row: number;
}

export interface Graph {
  places: Place[];
  blocks: Block[];
  rows: number;
  depths: number;
}

/**
 * Lays the tree out, roots of one network and mode below each other under a title.
 * @param nodes A parent before its children.
 * @param ends Of each trial the stage whose result it is.
 */
export function layOut(nodes: StageNode[], ends: string[]): Graph {
  const places = new Map<string, Place>();
  const below = new Map<string, Place[]>();
  const roots: Place[] = [];
  // Training stands below training, whether it stands on pre-training or on nothing.
  const first = nodes.some(({ stage }) => stage.kind === "pretrain") ? 1 : 0;
  for (const node of nodes) {
    const parent = places.get(node.parentId) ?? null;
    const place: Place = { node, depth: parent === null ? (node.stage.kind === "pretrain" ? 0 : first) : parent.depth + 1, row: 0, parent, trials: 0 };
    places.set(node.stage.stageId, place);
    if (parent === null) {
      roots.push(place);
    } else {
      below.set(node.parentId, [...(below.get(node.parentId) ?? []), place]);
    }
  }
  for (const end of ends) {
    for (let place = places.get(end) ?? null; place !== null; place = place.parent) {
      place.trials++;
    }
  }
  const blocks: Block[] = [];
  let row = 0;
  /** Puts a stage and all below it, and gives back the first row after them. */
  const put = (place: Place, first: number): number => {
    place.row = first;
    const children = below.get(place.node.stage.stageId) ?? [];
    return children.length === 0 ? first + 1 : children.reduce((next, child) => put(child, next), first);
  };
  for (const root of roots.sort((a, b) => titleOf(a.node).localeCompare(titleOf(b.node)))) {
    if (blocks.at(-1)?.title !== titleOf(root.node)) {
      blocks.push({ title: titleOf(root.node), row });
      row++;
    }
    row = put(root, row);
  }
  return { places: [...places.values()], blocks, rows: row, depths: Math.max(0, ...[...places.values()].map(({ depth }) => depth + 1)) };
}

const titleOf = ({ stage }: StageNode) => `${stage.architecture}, ${stage.kind === "pretrain" || stage.pretrained ? "fine-tuned" : "from scratch"}`;
