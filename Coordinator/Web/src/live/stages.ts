import type * as Api from "../api/types";
import type { EpochPoint, StageCurve } from "../charts/stages";

/** The curves of a stage's path and its own, each after the one above. Pretraining is left out: it is about another data set. */
export function curvesOf(answer: Api.GetStageResponse, label: string): StageCurve[] {
  const above = new Map(answer.pathCurves.map((curve) => [curve.stageId, curve.points]));
  const stages = [...answer.path.map(({ stage }) => ({ stage, points: above.get(stage.stageId) ?? [] })), { stage: answer.stage.stage, points: answer.curve }]
    .filter(({ stage }) => stage.kind !== "pretrain" || answer.stage.stage.kind === "pretrain");
  let offset = 0;
  return stages.map(({ stage, points }) => {
    const curve: StageCurve = {
      stageId: stage.stageId, kind: stage.kind, sparsity: stage.sparsity, seed: stage.seed, label, offset, points: points.map(pointOf),
    };
    offset += points.at(-1)?.epoch ?? 0;
    return curve;
  });
}

const pointOf = (point: Api.EpochPoint): EpochPoint => ({
  epoch: point.epoch, trainLoss: point.trainLoss ?? null, top1: point.top1 ?? null, loss: point.loss ?? null, lr: point.lr, sparsity: point.sparsity,
});
