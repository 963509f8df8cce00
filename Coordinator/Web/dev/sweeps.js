// Made-up sweeps: a grid each, whose stages complete as time goes by. Nothing here is measured.
import { createHash } from "node:crypto";

const modes = ["fine-tuned", "from-scratch"];
const hash = (...parts) => createHash("sha256").update(parts.join("|")).digest("hex");
/** A number from 0 to 1 that is always the same for the same thing. */
const chance = (...parts) => parseInt(hash(...parts).slice(0, 8), 16) / 2 ** 32;

const base = { cifar10: 92, cifar100: 71, svhn: 95, caltech101: 80, mnist: 99 };

/** Top-1 in percent: falls with sparsity, later for the fine-tuned. */
function accuracy(dataset, architecture, mode, sparsity, seed) {
  const knee = (mode === "fine-tuned" ? 0.9 : 0.78) + (architecture === "vgg16" ? 0.04 : -0.05);
  const fall = sparsity <= knee ? 0.6 * sparsity : 0.6 * sparsity + 260 * (sparsity - knee) ** 1.6;
  return Math.max(10, base[dataset] - (mode === "fine-tuned" ? 0 : 2.5) - (architecture === "vgg16" ? 0 : 3) - fall
    + (chance(dataset, architecture, mode, sparsity, seed) - 0.5) * 1.2);
}

/** Trials and stages of a grid; stage ids are those of any sweep with the same settings. */
export function makeSweep(name, { datasets, architectures, sparsities, seeds, state = "RUNNING", done = 0.6, priority = 5, created, failing = 0.01, ...told }) {
  const stages = new Map();
  const trials = [];
  const add = (id, parent, ref) => {
    let stage = stages.get(id);
    if (stage === undefined) {
      stage = { id, parent, children: [], ...ref };
      stages.set(id, stage);
      parent?.children.push(stage);
    }
    return stage;
  };
  for (const dataset of datasets) {
    for (const architecture of architectures) {
      for (const mode of modes) {
        for (const sparsity of sparsities) {
          for (const seed of seeds) {
            const common = { dataset, architecture, seed, pretrained: mode === "fine-tuned" };
            const root = mode === "fine-tuned"
              ? add(hash(name, "pretrain", architecture).slice(0, 32), null, { ...common, kind: "pretrain", sparsity: 0, seed: 1, dataset: "cifar100" }) : null;
            let stage = add(hash(name, "train", dataset, architecture, mode, seed).slice(0, 32), root, { ...common, kind: "train", sparsity: 0 });
            for (const level of sparsities.filter((candidate) => candidate > 0 && candidate <= sparsity)) {
              stage = add(hash(name, "prune", dataset, architecture, mode, seed, level).slice(0, 32), stage, { ...common, kind: "prune", sparsity: level });
            }
            stage.mode = mode;
            trials.push({ trial: trials.length, dataset, architecture, mode, sparsity, seed, stage });
          }
        }
      }
    }
  }
  const order = [...stages.values()];
  order.forEach((stage, index) => {
    stage.poisoned = chance(stage.id, "poison") < failing;
    stage.mode ??= stage.pretrained ? "fine-tuned" : "from-scratch";
    stage.top1 = accuracy(stage.dataset, stage.architecture, stage.mode, stage.sparsity, stage.seed);
    stage.epochs = stage.kind === "prune" ? 5 : 30;
    stage.index = index;
  });
  return { ...told, name, state, created: new Date(Date.now() - created * 1000).toISOString(), priority, stages, order, trials, position: done * order.length, slots: 6, hash: hash(name) };
}

/** A stage's state follows from how far its sweep is: those before `position` are done, the next ones run. */
export function stateOf(sweep, stage) {
  for (let above = stage.parent; above !== null; above = above.parent) {
    if (above.poisoned && above.index < sweep.position) {
      return "BLOCKED";
    }
  }
  if (stage.index < Math.floor(sweep.position)) {
    return stage.poisoned ? "FAILED" : "COMPLETED";
  }
  if (stage.index < sweep.position + sweep.slots && sweep.state === "RUNNING" && !sweep.stalled) {
    return "RUNNING";
  }
  const parent = stage.parent === null ? "COMPLETED" : stateOf(sweep, stage.parent);
  return parent === "COMPLETED" ? "READY" : parent === "FAILED" || parent === "BLOCKED" ? "BLOCKED" : "WAITING";
}

export const trialState = (sweep, trial) => {
  const state = stateOf(sweep, trial.stage);
  return state === "COMPLETED" ? "completed" : state === "FAILED" || state === "BLOCKED" ? "failed"
    : sweep.state === "CANCELLED" ? "cancelled" : state === "RUNNING" ? "running" : "pending";
};

/** Moves on what runs. */
export function advance(sweep, stages) {
  if (sweep.state === "RUNNING" && !sweep.stalled) {
    sweep.position = Math.min(sweep.order.length, sweep.position + stages);
    if (sweep.position >= sweep.order.length) {
      sweep.state = sweep.order.some((stage) => stage.poisoned) ? "FAILED" : "COMPLETED";
    }
  }
}
