// The data of a report, as written by Coordinator/Study/Reporting/ReportDocument.cs. Shares are from 0 to 1, accuracies in percent.

export type Mode = "fine-tuned" | "from-scratch";
export type Value = string | number | null | (string | number)[];

export interface Field {
  name: string;
  kind: "text" | "whole" | "number" | "list";
  meaning: string;
}

/** Statistics over a point's seeds. std is the sample deviation, null for fewer than two values. */
export interface Summary {
  count: number;
  mean: number | null;
  std: number | null;
  min: number | null;
  max: number | null;
}

export type Metric = "top1" | "top5" | "loss";

/** One point of the grid, summarized over its seeds. */
export interface Level {
  dataset: string;
  architecture: string;
  axes: Record<string, string>;
  mode: Mode;
  sparsity: number;
  trials: number;
  completed: number;
  failed: number;
  metrics: Record<Metric | "compression", Summary>;
}

export type Bound = "exact" | "at-least" | "at-most" | "not-available";

/** An interval of 95 % confidence; high is null where no measurement bounds it. */
export interface Interval {
  low: number;
  high: number | null;
}

/** The sparsity, between levels, at which the mean drop first exceeds the tolerance. */
export interface BreakPoint {
  sparsity: number;
  is_beyond: boolean;
  interval: Interval | null;
  seeds: number;
  images: number;
}

/**
 * The difference in accuracy between fine-tuned and from-scratch networks at one sparsity, in percentage points. p_value is for this
 * level alone, adjusted is corrected for all levels.
 */
export interface LevelDifference {
  sparsity: number;
  seeds: number;
  difference: number;
  interval: Interval | null;
  p_value: number | null;
  adjusted: number | null;
}

export type Verdict = "further" | "less-far" | "unresolved" | "no-answer";

export interface BestSparsity {
  sparsity: number | null;
  bound: Bound;
  dense_top1: number | null;
  top1: number | null;
  compression: number | null;
  seeds: number;
  interval: Interval | null;
  break_point: BreakPoint | null;
  note: string | null;
}

export interface StudyRow {
  dataset: string;
  architecture: string;
  axes: Record<string, string>;
  fine_tuned: BestSparsity | null;
  from_scratch: BestSparsity | null;
  /** The difference between levels of the grid. */
  gain: number | null;
  gain_bound: Bound;
  /** The difference between the break points; value is null when both lie beyond the grid. */
  gain_estimate: { value: number | null; interval: Interval | null; verdict: Verdict; seeds_needed: number | null } | null;
  verdict: Verdict;
  /** The comparison in one sentence. */
  answer: string;
  differences: LevelDifference[];
}

/** A stage's learning curve. */
export interface Curve {
  dataset: string;
  architecture: string;
  axes: Record<string, string>;
  mode: Mode;
  seed: number;
  kind: "train" | "prune";
  /** The sparsity at the end of the stage. */
  sparsity: number;
  /** The epochs of the stages before it, since training on this data set began. */
  offset: number;
  /** The epoch within the stage, from 1; top-1 on the test set in percent, null when it was not evaluated; mean training loss. */
  points: [epoch: number, top1: number | null, trainLoss: number][];
}

export interface Report {
  schema: string;
  sweep: string;
  /** When the page was written and the sweep submitted, in ISO 8601. */
  generated: string;
  created: string;
  state: "running" | "paused" | "completed" | "failed" | "cancelled";
  /** The description in one line and the notes in any number of lines; empty when there are none. */
  description: string;
  notes: string;
  /** Worker time in seconds. */
  spent_seconds: number;
  saved_seconds: number;
  /** The name and version of the program that wrote the page. */
  program: string;
  /** The text of the spec. */
  spec: string;
  /** In percentage points. */
  tolerance: number;
  axes: string[];
  fields: Field[];
  /** One array per trial, in the order of fields. */
  trials: Value[][];
  levels: Level[];
  figure: StudyRow[];
  /** The study's answer in one sentence. */
  answer: string;
  /** For a sweep with a search: what was trained and why the rest was left out, one line per curve. */
  search?: string[];
  curves: Curve[];
}

/** The data of the study's sections, from a report or from a server's answers. */
export type Study = Pick<Report, "sweep" | "tolerance" | "axes" | "levels" | "figure" | "answer" | "search">;
