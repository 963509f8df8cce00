// The made-up sweeps as messages of sweep.v1 in JSON.
import { stateOf, trialState } from "./sweeps.js";

const seconds = (value) => `${value.toFixed(3)}s`;
const stageSeconds = 420;

export const refOf = (stage) => ({
  stageId: stage.id, kind: stage.kind, dataset: stage.dataset, architecture: stage.architecture, sparsity: stage.sparsity,
  seed: stage.seed, pretrained: stage.pretrained,
});

const noCounts = () => ({ total: 0, waiting: 0, ready: 0, queued: 0, running: 0, completed: 0, failed: 0, blocked: 0, reused: 0 });

export function countsOf(sweep, stages) {
  const counts = noCounts();
  for (const stage of stages) {
    counts.total++;
    counts[stateOf(sweep, stage).toLowerCase()]++;
  }
  return counts;
}

export function infoOf(sweep) {
  const stages = countsOf(sweep, sweep.order);
  const trials = { total: sweep.trials.length, completed: 0, failed: 0 };
  for (const trial of sweep.trials) {
    const state = trialState(sweep, trial);
    trials.completed += state === "completed" ? 1 : 0;
    trials.failed += state === "failed" ? 1 : 0;
  }
  return {
    name: sweep.name, state: `SWEEP_STATE_${sweep.state}`, created: sweep.created, specHash: sweep.hash, priority: sweep.priority, weight: 1,
    retries: 2, spent: seconds(stages.completed * stageSeconds), gpuHours: 200, trials, stages,
    fraction: stages.completed / stages.total,
    remaining: sweep.state === "RUNNING" ? seconds((sweep.order.length - sweep.position) * stageSeconds / sweep.slots) : null,
    saved: seconds(stages.completed * stageSeconds * 1.7),
    stalled: sweep.stalled ?? "", description: sweep.description ?? "", tags: sweep.tags ?? [],
  };
}

export const workers = ["gpu-01", "gpu-02", "gpu-03"].map((host, index) => ({
  id: `${host}-7f3a`, host, device: "cuda:0", slots: 2, held: [], accepting: index < 2, draining: index === 2,
  reason: index === 2 ? "asked to drain" : "", memoryFree: 31 * 2 ** 30, version: "0.1.0", silent: "0.8s", hearsOrders: true,
}));

export function runningOf(sweep) {
  return sweep.order.filter((stage) => stateOf(sweep, stage) === "RUNNING").map((stage, index) => ({
    stage: refOf(stage), attempt: 1, workerId: workers[index % 3].id, device: "cuda:0", started: index < 5,
    progress: progressOf(sweep, stage), elapsed: seconds(60 * (index + 1)),
  }));
}

function progressOf(sweep, stage) {
  const fraction = Math.max(0, Math.min(0.99, (sweep.position + sweep.slots - stage.index) / sweep.slots));
  return { epoch: Math.floor(fraction * stage.epochs), epochs: stage.epochs, fraction, imagesPerSecond: 11_842, top1: stage.top1 - 3 * (1 - fraction) };
}

/** One attempt a stage, six at a time, as if they had begun when the sweep was submitted. */
function historyOf(sweep, stage, state) {
  if (!["COMPLETED", "FAILED", "RUNNING"].includes(state)) {
    return [];
  }
  const from = Date.parse(sweep.created) + Math.floor(stage.index / 6) * stageSeconds * 1000;
  const at = (time) => new Date(Math.min(time, Date.now())).toISOString();
  return [{
    number: 1, workerId: workers[stage.index % 3].id, queued: at(from), started: at(from), ended: state === "RUNNING" ? null : at(from + stageSeconds * 900),
    outcome: `ATTEMPT_OUTCOME_${state === "RUNNING" ? "OPEN" : state}`, error: "", details: "", logTail: "",
  }];
}

export function nodeOf(sweep, stage) {
  const state = stateOf(sweep, stage);
  return {
    stage: refOf(stage), state: `STAGE_STATE_${state}`, children: countsOf(sweep, stage.children),
    workerId: state === "RUNNING" ? workers[stage.index % 3].id : "", progress: state === "RUNNING" ? progressOf(sweep, stage) : null,
    error: state === "FAILED" ? "The loss is not a number after step 1,240 (epoch 4): lower lr, or turn bf16 off." : "",
    parentId: stage.parent?.id ?? "", history: historyOf(sweep, stage, state),
    top1: state === "COMPLETED" ? stage.top1 : null, attempts: state === "FAILED" ? 3 : state === "COMPLETED" || state === "RUNNING" ? 1 : 0,
  };
}

export function curveOf(stage, epochs = stage.epochs) {
  return Array.from({ length: epochs }, (_, index) => {
    const share = (index + 1) / stage.epochs;
    return {
      epoch: index + 1, trainLoss: 2.2 * Math.exp(-3 * share) + 0.1, top1: stage.top1 - (stage.kind === "prune" ? 4 : 45) * (1 - share) ** 2,
      loss: 1.9 * Math.exp(-2.5 * share) + 0.25, lr: 0.05 * (1 - share) + 1e-4, sparsity: stage.sparsity,
    };
  });
}

export function stageOf(sweep, stage) {
  const state = stateOf(sweep, stage);
  const path = [];
  for (let above = stage.parent; above !== null; above = above.parent) {
    path.unshift(above);
  }
  const attempt = (number, outcome, more = {}) => ({
    number, workerId: workers[number % 3].id, queued: sweep.created, started: sweep.created,
    ended: outcome === "OPEN" ? null : new Date(Date.parse(sweep.created) + stageSeconds * 1000).toISOString(),
    outcome: `ATTEMPT_OUTCOME_${outcome}`, error: "", details: "", logTail: "", ...more,
  });
  const failure = {
    error: "The loss is not a number after step 1,240 (epoch 4): lower lr, or turn bf16 off.",
    details: "Sweep.Worker.Running.DivergedException: The loss is not a number after step 1,240.\n   at Sweep.Worker.Training.TrainingLoop.Run(…)\n   at Sweep.Worker.Running.StageRunner.RunAsync(…)",
    logTail: Array.from({ length: 30 }, (_, line) => `12:0${Math.floor(line / 10)}:${String(line * 2 % 60).padStart(2, "0")} info  epoch ${Math.floor(line / 8) + 1} step ${line * 40}: loss ${(2.3 + line / 9).toFixed(3)}, 11842 images/s`).join("\n"),
  };
  return {
    stage: nodeOf(sweep, stage), path: path.map((above) => nodeOf(sweep, above)),
    settings: { dataset: stage.dataset, architecture: stage.architecture, seed: stage.seed, width: 1, epochs: stage.epochs, batch: 128, optimizer: "sgd", lr: 0.05, momentum: 0.9, schedule: "one-cycle", precision: "bf16", augment: ["crop", "flip"] },
    curve: state === "COMPLETED" ? curveOf(stage) : state === "RUNNING" || state === "FAILED" ? curveOf(stage, 3) : [],
    pathCurves: path.map((above) => ({ stageId: above.id, points: curveOf(above) })),
    attempts: state === "FAILED" ? [attempt(1, "FAILED", failure), attempt(2, "LOST", { error: "The worker fell silent for 60 s." }), attempt(3, "FAILED", failure)]
      : state === "COMPLETED" ? [attempt(1, "COMPLETED")] : state === "RUNNING" ? [attempt(1, "OPEN")] : [],
    result: state === "COMPLETED" ? { top1: stage.top1, top5: 99.1, loss: 0.31, compression: 1 / (1 - stage.sparsity), parameters: 14_728_266 } : null,
    sweeps: [sweep.name], failures: state === "FAILED" ? 3 : 0, retries: 2,
  };
}
