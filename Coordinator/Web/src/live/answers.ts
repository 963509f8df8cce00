// Converts the coordinator's answers into the model that reports use too.
import type { BestSparsityFigure, BestSparsityResponse, ConfidenceInterval, QueryResultsResponse, ResultField } from "../api/types";
import { axisOf } from "../fields";
import type { BestSparsity, Interval, Level, Mode, StudyRow, Summary } from "../model";

export function rowsOf(answer: BestSparsityResponse): StudyRow[] {
  return answer.rows.map((row) => ({
    dataset: row.dataset, architecture: row.architecture, axes: row.axes, gain: row.gain ?? null, gain_bound: row.gainBound,
    fine_tuned: figureOf(row.fineTuned), from_scratch: figureOf(row.fromScratch), verdict: row.verdict, answer: row.answer,
    gain_estimate: row.fineTuned?.breakPoint == null || row.fromScratch?.breakPoint == null ? null
      : { value: row.gainEstimate ?? null, interval: intervalOf(row.gainInterval), verdict: row.verdict, seeds_needed: row.seedsNeeded ?? null },
    differences: row.differences.map(({ sparsity, seeds, difference, interval, pValue, pAdjusted }) =>
      ({ sparsity, seeds, difference, interval: intervalOf(interval), p_value: pValue ?? null, adjusted: pAdjusted ?? null })),
  }));
}

function figureOf(figure: BestSparsityFigure | null | undefined): BestSparsity | null {
  return figure == null ? null : {
    sparsity: figure.sparsity ?? null, bound: figure.bound, dense_top1: figure.denseTop1 ?? null, top1: figure.top1 ?? null,
    compression: figure.compression ?? null, seeds: figure.seeds, interval: intervalOf(figure.interval), note: figure.note || null,
    break_point: figure.breakPoint == null ? null : {
      sparsity: figure.breakPoint.sparsity, is_beyond: figure.breakPoint.isBeyond, interval: intervalOf(figure.breakPoint.interval),
      seeds: figure.breakPoint.seeds, images: figure.breakPoint.images,
    },
  };
}

const intervalOf = (interval: ConfidenceInterval | null | undefined): Interval | null =>
  interval == null ? null : { low: interval.low, high: interval.high ?? null };

/**
 * The further axes of the grid: the fields between the seed and the measurements. Keyed by field, which is axis_NAME where NAME is taken.
 */
export const axesOf = (fields: ResultField[]) => {
  const names = fields.map((field) => field.name);
  return names.slice(names.indexOf("seed") + 1, names.indexOf("state"));
};

const none: Summary = { count: 0, mean: null, std: null, min: null, max: null };

/** Converts groups by data set, architecture, axes, mode and sparsity, in this order. */
export function levelsOf(answer: QueryResultsResponse, axes: string[]): Level[] {
  const levels = answer.groups.map(({ key, trials, completed, failed, metrics }): Level => {
    const of = (name: string): Summary => {
      const found = metrics.find(({ metric }) => metric === name);
      return found === undefined ? none
        : { count: found.count, mean: found.mean ?? null, std: found.std ?? null, min: found.min ?? null, max: found.max ?? null };
    };
    return {
      dataset: String(key[0]), architecture: String(key[1]),
      axes: Object.fromEntries(axes.flatMap((axis, place) => (key[2 + place] == null ? [] : [[axisOf(axis), String(key[2 + place])]]))),
      mode: key[2 + axes.length] as Mode, sparsity: Number(key[3 + axes.length]),
      trials, completed, failed,
      metrics: { top1: of("top1"), top5: of("top5"), loss: of("loss"), compression: of("compression") },
    };
  });
  return levels.sort((a, b) => a.sparsity - b.sparsity);
}
