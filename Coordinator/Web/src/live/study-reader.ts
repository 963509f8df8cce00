import type { Client } from "../api/client";
import type { Study } from "../model";
import { axisOf } from "../fields";
import { axesOf, levelsOf, rowsOf } from "./answers";

const page = 10_000;
/** With more networks, the plots average over the further axes until the user splits them. */
const mostSplit = 60;

export interface Reading {
  study: Study;
  /** The study as plots show it. A plot that averages over an axis has no single figure to mark. */
  plotted: Study;
  /** The number of trials that match the condition. */
  trials: number;
  /** The number of grid points in the answer, and in total. */
  points: number;
  allPoints: number;
  /** The axes, besides seeds, over which means and deviations are taken. */
  over: string[];
}

/** Queries a coordinator for the current study of a sweep. */
export class StudyReader {
  /** The fields of the grid's further axes; null before the first answer. */
  axes: string[] | null = null;
  /** Those of the axes that split networks. */
  readonly split = new Set<string>();

  constructor(private readonly client: Client, private readonly name: string) {}

  /** @param tolerance Percentage points; unset uses the spec's tolerance. */
  async read(tolerance: number | undefined, where: string, signal: AbortSignal): Promise<Reading> {
    const { client, name } = this;
    const best = await client.bestSparsity(name, { tolerance, where }, signal);
    if (this.axes === null) {
      const { fields } = await client.results(name, { pageSize: 1 }, signal);
      this.axes = axesOf(fields);
      if (best.rows.length <= mostSplit) {
        this.axes.forEach((axis) => this.split.add(axis));
      }
    }
    const { axes } = this;
    const by = axes.filter((axis) => this.split.has(axis));
    const groups = await client.results(name, {
      where, groupBy: ["dataset", "architecture", ...by, "mode", "sparsity"], metrics: ["top1", "top5", "loss", "compression"], pageSize: page,
    }, signal);
    const study: Study = {
      sweep: name, tolerance: best.tolerance, axes: axes.map(axisOf), levels: levelsOf(groups, by), figure: rowsOf(best), answer: best.answer, search: best.search ?? [],
    };
    return {
      study, plotted: { ...study, axes: by.map(axisOf), figure: by.length === axes.length ? study.figure : [] },
      trials: groups.matched, points: groups.groups.length, allPoints: groups.total, over: axes.filter((axis) => !this.split.has(axis)).map(axisOf),
    };
  }
}

/** The study before the first answer. */
export const emptyStudy = (sweep: string): Study => ({ sweep, tolerance: 1, axes: [], levels: [], figure: [], answer: "" });
