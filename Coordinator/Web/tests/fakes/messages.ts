import type * as T from "../../src/api/types";

const counts: T.StageCounts = { total: 0, waiting: 0, ready: 0, queued: 0, running: 0, completed: 0, failed: 0, blocked: 0, reused: 0 };

export const makeCounts = (more: Partial<T.StageCounts>): T.StageCounts => ({ ...counts, ...more });

export const makeSweep = (name: string, more: Partial<T.SweepInfo> = {}): T.SweepInfo => ({
  name, state: "SWEEP_STATE_RUNNING", created: "2026-01-31T12:00:00Z", specHash: "abc", priority: 5, weight: 1, retries: 2, spent: "3600s",
  trials: { total: 4, completed: 1, failed: 0 }, stages: makeCounts({ total: 8, completed: 2 }), fraction: 0.25, remaining: "90s", saved: "0s", stalled: "", description: "", tags: [], ...more,
});

export const makeRef = (stageId: string, more: Partial<T.StageRef> = {}): T.StageRef =>
  ({ stageId, kind: "train", dataset: "cifar10", architecture: "vgg16", sparsity: 0, seed: 1, pretrained: false, name: "train · vgg16 · seed 1", ...more });

export const makeNode = (stageId: string, more: Partial<T.StageNode> = {}, ref: Partial<T.StageRef> = {}): T.StageNode =>
  ({ stage: makeRef(stageId, ref), state: "STAGE_STATE_COMPLETED", workerId: "", error: "", attempts: 1, parentId: "", history: [], ...more });

export const makeWorker = (id: string, more: Partial<T.WorkerInfo> = {}): T.WorkerInfo => ({
  id, host: "gpu-1", device: "cuda:0", slots: 1, held: [], accepting: true, draining: false, reason: "", version: "0.1.0", silent: "0.5s", hearsOrders: true, ...more,
});

export const field = (name: string, kind: T.ResultField["kind"] = "text"): T.ResultField => ({ name, kind, meaning: `what ${name} is` });

/** All fields of a trial in the coordinator's order, with one additional axis. */
export const fields: T.ResultField[] = [
  field("sweep"), field("trial", "whole"), field("dataset"), field("architecture"), field("mode"), field("sparsity", "number"), field("seed", "whole"),
  field("width", "number"), field("state"), field("top1", "number"), field("loss", "number"), field("stage_id"), field("error"),
];

export const makeResults = (more: Partial<T.QueryResultsResponse>): T.QueryResultsResponse =>
  ({ fields, trials: [], groups: [], nextPageToken: "", total: more.trials?.length ?? more.groups?.length ?? 0, matched: 0, ...more });

export const makeEpoch = (epoch: number, more: Partial<T.EpochPoint> = {}): T.EpochPoint => ({ epoch, trainLoss: 1, top1: 50, loss: 1, lr: 0.1, sparsity: 0, ...more });

export const makeStage = (node: T.StageNode, more: Partial<T.GetStageResponse> = {}): T.GetStageResponse =>
  ({ stage: node, path: [], curve: [], pathCurves: [], attempts: [], sweeps: ["study"], failures: 0, retries: 2, ...more });
