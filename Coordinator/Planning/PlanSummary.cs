using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>The size of a plan.</summary>
public sealed record PlanSummary
{
    public required int Trials { get; init; }

    public required int PretrainStages { get; init; }

    public required int TrainStages { get; init; }

    public required int PruneStages { get; init; }

    public int Stages => PretrainStages + TrainStages + PruneStages;

    /// <summary>The number of stages if every trial executed its own path from the root.</summary>
    public required long StagesWithoutSharing { get; init; }

    /// <summary>Epochs to train, with each stage counted once.</summary>
    public required long Epochs { get; init; }

    /// <summary>Epochs to train if every trial trained its own path from the root.</summary>
    public required long EpochsWithoutSharing { get; init; }

    /// <summary>The share of the epochs that sharing saves, from 0 to 1.</summary>
    public double Saved => EpochsWithoutSharing == 0 ? 0 : 1 - ((double)Epochs / EpochsWithoutSharing);

    public required PlanEstimate Estimate { get; init; }

    public static PlanSummary Of(StageTree tree, Throughput throughput, int workers)
    {
        var stagesOfKind = new int[Enum.GetValues<StageKind>().Length];
        var pathEpochs = new long[tree.StageCount];
        var pathStages = new int[tree.StageCount];
        long epochs = 0;
        for (var stage = 0; stage < tree.StageCount; stage++)
        {
            stagesOfKind[(int)tree.Kind(stage)]++;
            epochs += tree.Epochs(stage);
            pathStages[stage] = 1 + (tree.Parent(stage) < 0 ? 0 : pathStages[tree.Parent(stage)]);
            pathEpochs[stage] = tree.Epochs(stage) + (tree.Parent(stage) < 0 ? 0 : pathEpochs[tree.Parent(stage)]);
        }

        return new PlanSummary
        {
            Trials = tree.TrialCount,
            PretrainStages = stagesOfKind[(int)StageKind.Pretrain],
            TrainStages = stagesOfKind[(int)StageKind.Train],
            PruneStages = stagesOfKind[(int)StageKind.Prune],
            StagesWithoutSharing = Enumerable.Range(0, tree.TrialCount).Sum(trial => (long)pathStages[tree.Leaf(trial)]),
            Epochs = epochs,
            EpochsWithoutSharing = Enumerable.Range(0, tree.TrialCount).Sum(trial => pathEpochs[tree.Leaf(trial)]),
            Estimate = PlanEstimate.Calculate(tree, throughput, workers),
        };
    }
}
