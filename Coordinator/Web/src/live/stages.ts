import type * as Api from "../api/types";
import type { EpochPoint, StageCurve } from "../charts/stages";

/** The curves of a stage and its ancestors, one after the other. Pre-training uses another data set, so no line continues its line. */
export function curvesOf(answer: Api.GetStageResponse, label: string): StageCurve[] {
  const above = new Map(answer.pathCurves.map((curve) => [curve.stageId, curve.points]));
  const stages = [...answer.path.map(({ stage }) => ({ stage, points: above.get(stage.stageId) ?? [] })), { stage: answer.stage.stage, points: answer.curve }];
  let offset = 0;
  return stages.map(({ stage, points }, place) => {
    const parent = stages[place - 1]?.stage;
    const curve: StageCurve = {
      stageId: stage.stageId, parentId: parent === undefined || parent.kind === "pretrain" ? null : parent.stageId,
      kind: stage.kind, sparsity: stage.sparsity, seed: stage.seed, label: stage.kind === "pretrain" ? `pre-training on ${stage.dataset}` : label, offset, points: points.map(pointOf),
    };
    offset += points.at(-1)?.epoch ?? 0;
    return curve;
  });
}

const pointOf = (point: Api.EpochPoint): EpochPoint => ({
  epoch: point.epoch, trainLoss: point.trainLoss ?? null, top1: point.top1 ?? null, loss: point.loss ?? null, lr: point.lr, sparsity: point.sparsity,
});
