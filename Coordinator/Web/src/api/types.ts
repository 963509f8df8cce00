// The JSON of sweep.v1, written by hand from Contracts/Protos/sweep.proto, which documents the fields. 64-bit numbers are numbers here,
// durations are texts such as "12.5s", timestamps such as "2026-01-31T12:00:00Z", and bytes are base64. An unset message is absent; all
// other fields are always present.

export type Duration = string;
export type Timestamp = string;

export type SweepState = `SWEEP_STATE_${"UNSPECIFIED" | "RUNNING" | "PAUSED" | "COMPLETED" | "FAILED" | "CANCELLED"}`;
export type StageState =
  `STAGE_STATE_${"UNSPECIFIED" | "WAITING" | "READY" | "QUEUED" | "RUNNING" | "COMPLETED" | "FAILED" | "BLOCKED"}`;
export type AttemptOutcome = `ATTEMPT_OUTCOME_${"UNSPECIFIED" | "OPEN" | "COMPLETED" | "FAILED" | "RELEASED" | "LOST"}`;

export interface TrialCounts {
  total: number;
  completed: number;
  failed: number;
}

export interface StageCounts {
  total: number;
  waiting: number;
  ready: number;
  queued: number;
  running: number;
  completed: number;
  failed: number;
  blocked: number;
  reused: number;
}

export interface SweepInfo {
  name: string;
  state: SweepState;
  created: Timestamp;
  specHash: string;
  priority: number;
  weight: number;
  retries: number;
  spent?: Duration | null;
  gpuHours?: number | null;
  trials: TrialCounts;
  stages: StageCounts;
  fraction: number;
  remaining?: Duration | null;
  saved?: Duration | null;
  /** Why the sweep makes no progress although it runs; empty while it does. */
  stalled: string;
  description: string;
  tags: string[];
  /** True while the sweep's search may add trials. */
  searching?: boolean;
}

export interface ListResponse {
  sweeps: SweepInfo[];
  nextPageToken: string;
}

export interface GetResponse {
  sweep: SweepInfo;
  spec: string;
  notes: string;
}

/** The answer of Pause, Resume, Cancel, Retry and SetPriority. */
export interface ActionResponse {
  sweep: SweepInfo;
  message: string;
}

export interface SubmitResponse extends ActionResponse {
  created: boolean;
}

export interface SpecProblem {
  line: number;
  path: string;
  message: string;
}

export interface ValidateResponse {
  problems: SpecProblem[];
  omitted: number;
  name: string;
  trials: number;
  specHash: string;
}

export interface PlanResponse {
  name: string;
  trials: number;
  stages: { kind: string; stages: number; completed: number }[];
  unsharedStages: number;
  estimate?: Duration | null;
  unsharedEstimate?: Duration | null;
}

export interface WorkerInfo {
  id: string;
  host: string;
  device: string;
  slots: number;
  held: { stageId: string; attempt: number }[];
  accepting: boolean;
  draining: boolean;
  reason: string;
  memoryFree?: number | null;
  version: string;
  silent?: Duration | null;
  hearsOrders: boolean;
}

export interface StageRef {
  stageId: string;
  kind: string;
  dataset: string;
  architecture: string;
  sparsity: number;
  seed: number;
  pretrained: boolean;
  name: string;
}

export interface StageProgress {
  epoch: number;
  epochs: number;
  fraction: number;
  imagesPerSecond: number;
  top1?: number | null;
}

export interface RunningStage {
  stage: StageRef;
  attempt: number;
  workerId: string;
  device: string;
  started: boolean;
  progress?: StageProgress | null;
  elapsed?: Duration | null;
}

export interface SettledStage {
  sequence: number;
  stage: StageRef;
  state: StageState;
  top1?: number | null;
  error: string;
}

export interface WatchResponse {
  sequence: number;
  sweeps: SweepInfo[];
  deleted: string[];
  running: RunningStage[];
  runningOmitted: number;
  settled: SettledStage[];
  isCurrent: boolean;
  workers: WorkerInfo[];
  hasWorkers: boolean;
  /** Empty while the store works. */
  storeFault: string;
}

export interface ResultField {
  name: string;
  kind: "text" | "whole" | "number" | "list";
  meaning: string;
}

export type Value = string | number | null | (string | number)[];

export interface Aggregate {
  metric: string;
  count: number;
  mean?: number | null;
  std?: number | null;
  min?: number | null;
  max?: number | null;
}

export interface ResultGroup {
  key: Value[];
  trials: number;
  completed: number;
  failed: number;
  metrics: Aggregate[];
}

export interface QueryResultsRequest {
  where?: string;
  groupBy?: string[];
  metrics?: string[];
  fields?: string[];
  orderBy?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface QueryResultsResponse {
  fields: ResultField[];
  trials: Value[][];
  groups: ResultGroup[];
  nextPageToken: string;
  total: number;
  matched: number;
}

export interface BestSparsityFigure {
  sparsity?: number | null;
  bound: "exact" | "at-least" | "not-available";
  denseTop1?: number | null;
  top1?: number | null;
  compression?: number | null;
  seeds: number;
  note: string;
  interval?: ConfidenceInterval | null;
  breakPoint?: { sparsity: number; isBeyond: boolean; interval?: ConfidenceInterval | null; seeds: number; images: number } | null;
}

export interface ConfidenceInterval {
  low: number;
  high?: number | null;
}

export interface LevelDifference {
  sparsity: number;
  seeds: number;
  difference: number;
  interval?: ConfidenceInterval | null;
  pValue?: number | null;
  pAdjusted?: number | null;
}

export interface BestSparsityRow {
  dataset: string;
  architecture: string;
  axes: Record<string, string>;
  fineTuned?: BestSparsityFigure | null;
  fromScratch?: BestSparsityFigure | null;
  gain?: number | null;
  gainBound: "exact" | "at-least" | "at-most" | "not-available";
  gainEstimate?: number | null;
  gainInterval?: ConfidenceInterval | null;
  verdict: "further" | "less-far" | "unresolved" | "no-answer";
  seedsNeeded?: number | null;
  differences: LevelDifference[];
  answer: string;
}

export interface BestSparsityResponse {
  rows: BestSparsityRow[];
  tolerance: number;
  answer: string;
  /** For a sweep with a search: what was trained and why the rest was left out, one line per curve. */
  search?: string[];
}

export interface GetGridResponse {
  trials: number;
  perCell: number;
  states: string;
  values: string;
  min?: number | null;
  max?: number | null;
  first: string;
  counts: Record<string, number>;
}

export interface StageNode {
  stage: StageRef;
  state: StageState;
  children?: StageCounts | null;
  workerId: string;
  progress?: StageProgress | null;
  error: string;
  top1?: number | null;
  attempts: number;
  /** Empty for a root. */
  parentId: string;
  /** Empty unless requested. */
  history: AttemptInfo[];
}

export interface ListStagesResponse {
  stages: StageNode[];
  nextPageToken: string;
}

export interface EpochPoint {
  epoch: number;
  trainLoss?: number | null;
  top1?: number | null;
  loss?: number | null;
  lr: number;
  sparsity: number;
}

export interface AttemptInfo {
  number: number;
  workerId: string;
  queued?: Timestamp | null;
  started?: Timestamp | null;
  ended?: Timestamp | null;
  outcome: AttemptOutcome;
  error: string;
  details: string;
  logTail: string;
}

export interface GetStageResponse {
  stage: StageNode;
  path: StageNode[];
  settings?: Record<string, unknown> | null;
  curve: EpochPoint[];
  pathCurves: { stageId: string; points: EpochPoint[] }[];
  attempts: AttemptInfo[];
  result?: Record<string, unknown> | null;
  sweeps: string[];
  failures: number;
  retries: number;
}

/** The answer of GET /v1/session, which is not a method of sweep.v1. */
export interface SessionInfo {
  authentication: boolean;
  role: "viewer" | "operator" | null;
  csrf: string | null;
  version: string;
  /** True for a home that is only viewed: nothing runs and there are no workers. */
  readOnly: boolean;
}
