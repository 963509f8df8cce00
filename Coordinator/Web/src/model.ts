// The data of a report, as Coordinator/Study/Reporting/ReportDocument.cs writes them. Shares are 0…1, accuracies percent.

export type Mode = "fine-tuned" | "from-scratch";
export type Value = string | number | null | (string | number)[];

export interface Field {
  name: string;
  kind: "text" | "whole" | "number" | "list";
  meaning: string;
}

/** Statistics over a point's seeds; std is the sample's, null below two values. */
export interface Summary {
  count: number;
  mean: number | null;
  std: number | null;
  min: number | null;
  max: number | null;
}

export type Metric = "top1" | "top5" | "loss";

/** One point of the grid, over its seeds. */
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

/** With 95 % confidence; high is null where nothing that was measured bounds it. */
export interface Interval {
  low: number;
  high: number | null;
}

/** Where the mean drop first exceeds the tolerance, between the levels. */
export interface BreakPoint {
  sparsity: number;
  is_beyond: boolean;
  interval: Interval | null;
  seeds: number;
  images: number;
}

/** How much more accurate fine-tuned networks are at one sparsity, percentage points; p_value of this level alone, adjusted for all of them. */
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
  /** Between levels of the grid. */
  gain: number | null;
  gain_bound: Bound;
  /** Between the break points; value is null where both lie beyond the grid. */
  gain_estimate: { value: number | null; interval: Interval | null; verdict: Verdict; seeds_needed: number | null } | null;
  verdict: Verdict;
  /** The comparison in a sentence. */
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
  /** The sparsity that the stage ends with. */
  sparsity: number;
  /** Epochs of the stages before it, from the start of training on this data set. */
  offset: number;
  /** Epoch within the stage, from 1; top-1 on the test set in percent, null when it was not evaluated; mean training loss. */
  points: [epoch: number, top1: number | null, trainLoss: number][];
}

export interface Report {
  schema: string;
  sweep: string;
  /** When the page was written and the sweep was submitted, ISO 8601. */
  generated: string;
  created: string;
  state: "running" | "paused" | "completed" | "failed" | "cancelled";
  /** In one line, and in any lines; empty for nothing. */
  description: string;
  notes: string;
  /** Seconds of workers. */
  spent_seconds: number;
  saved_seconds: number;
  /** Name and version of the program that wrote the page. */
  program: string;
  /** The spec's text. */
  spec: string;
  /** Percentage points of top-1. */
  tolerance: number;
  axes: string[];
  fields: Field[];
  /** One array a trial, in the order of fields. */
  trials: Value[][];
  levels: Level[];
  figure: StudyRow[];
  /** The figure in a sentence. */
  answer: string;
  /** Of a sweep that searches: what was trained, and why the rest was left out, a line each. */
  search?: string[];
  curves: Curve[];
}

/** What the study's sections show: of a report, or of the answers of a server. */
export type Study = Pick<Report, "sweep" | "tolerance" | "axes" | "levels" | "figure" | "answer" | "search">;
