import type { StageNode } from "../../api/types";

/** The place of a stage in the drawing: the column is its depth, the row that of its first leaf. */
export interface Place {
  node: StageNode;
  depth: number;
  /** Counted from 0. A stage with several children is in the row of the first of them. */
  row: number;
  parent: Place | null;
  /** The number of trials whose path contains the stage. */
  trials: number;
}

export interface Block {
  /** What the stages below this title have in common. */
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
 * Lays out the tree. Roots of one network and mode are placed below each other under a title.
 * @param nodes Parents before their children.
 * @param ends The last stage of each trial.
 */
export function layOut(nodes: StageNode[], ends: string[]): Graph {
  const places = new Map<string, Place>();
  const below = new Map<string, Place[]>();
  const roots: Place[] = [];
  // Training stages are in one column, with or without pre-training before them.
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
  /** Places a stage and its descendants, and returns the first row after them. */
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
