import type { AttemptInfo, StageNode, Timestamp } from "../../api/types";

/** An attempt as a bar, from and to in seconds since the first attempt began. */
export interface Bar {
  node: StageNode;
  attempt: AttemptInfo;
  from: number;
  to: number;
  /** The row in the drawing. */
  lane: number;
}

export interface Timeline {
  bars: Bar[];
  /** One entry per lane: the worker's name, empty for its further slots. */
  lanes: string[];
  /** In seconds. */
  length: number;
  begin: number;
}

/**
 * Lays out which worker held which stage when, without attempts that ended before the sweep was submitted. A worker with several
 * simultaneous stages has one lane for each.
 */
export function timelineOf(nodes: StageNode[], created: Timestamp, now: number): Timeline {
  const attempts = nodes.flatMap((node) => node.history.flatMap((attempt) => {
    const from = Date.parse(attempt.started ?? attempt.queued ?? "");
    const to = attempt.ended == null ? now : Date.parse(attempt.ended);
    return Number.isNaN(from) || attempt.workerId === "" || to < Date.parse(created) ? [] : [{ node, attempt, from, to: Math.max(to, from) }];
  })).sort((a, b) => a.from - b.from);
  const begin = Math.min(...attempts.map(({ from }) => from));
  const workers = [...new Set(attempts.map(({ attempt }) => attempt.workerId))].sort();
  const lanes: string[] = [];
  const bars: Bar[] = [];
  for (const worker of workers) {
    /** When each of the worker's lanes becomes free. */
    const free: number[] = [];
    for (const { node, attempt, from, to } of attempts.filter((one) => one.attempt.workerId === worker)) {
      // Allows for small differences between the clocks of two machines.
      const slot = free.findIndex((until) => until <= from + 50);
      const lane = slot < 0 ? free.length : slot;
      free[lane] = to;
      bars.push({ node, attempt, from: (from - begin) / 1000, to: (to - begin) / 1000, lane: lanes.length + lane });
    }
    lanes.push(...free.map((_, slot) => (slot === 0 ? worker : "")));
  }
  return { bars, lanes, length: Math.max(1, ...bars.map(({ to }) => to)), begin: Number.isFinite(begin) ? begin : 0 };
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

/** Round moments, at most this many. */
export function ticksOf(length: number, most: number): number[] {
  const step = steps.find((candidate) => length / candidate <= most) ?? Math.ceil(length / most / 604_800) * 604_800;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, place) => place * step);
}
