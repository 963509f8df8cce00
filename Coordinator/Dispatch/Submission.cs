using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>A stage tree as the ledger takes it.</summary>
public static class Submission
{
    public static SubmittedSweep Prepare(StageTree tree, string name)
    {
        var spec = tree.Spec;
        var sweep = new NewSweep
        {
            Name = name,
            SpecHash = spec.Hash,
            SpecText = spec.KeptText,
            About = spec.About,
            Priority = spec.Priority,
            Retries = spec.Settings.Limits.Retries,
            Weight = spec.Weight,
            StageTimeout = spec.Settings.Limits.StageTimeout,
            GpuHours = spec.Settings.Limits.GpuHours,
            IsSearched = spec.Search is not null,
        };
        int[] leaves = [.. Enumerable.Range(0, tree.TrialCount).Select(tree.Leaf)];
        return new SubmittedSweep(sweep, Stages(tree, leaves), Trials(tree), leaves);
    }

    /// <summary>What a stage counts for in progress and order: the seconds that planning expects of a worker as it assumes one.</summary>
    public static double Cost(StageDefinition stage) => StageCost.Of(stage, Throughput.Default).Seconds;

    private static SubmittedStage[] Stages(StageTree tree, int[] leaves)
    {
        var stages = new SubmittedStage[tree.StageCount];
        var (chains, uses, trials) = (new double[stages.Length], new int[stages.Length], new int[stages.Length]);
        foreach (var leaf in leaves)
            (uses[leaf], trials[leaf]) = (uses[leaf] + 1, trials[leaf] + 1);
        var templates = new Dictionary<StageTemplate, (StageDefinition Shared, double Cost)>(ReferenceEqualityComparer.Instance);
        for (var stage = stages.Length - 1; stage >= 0; stage--)
        {
            var definition = tree.Stage(stage);
            var template = tree.Template(stage);
            if (!templates.TryGetValue(template, out var common))
                templates[template] = common = (SubmittedSweep.Share(definition), Cost(definition));
            chains[stage] += common.Cost;
            var parent = tree.Parent(stage);
            if (parent >= 0)
                (chains[parent], uses[parent]) = (Math.Max(chains[parent], chains[stage]), uses[parent] + uses[stage]);
            stages[stage] = new SubmittedStage
            {
                Id = definition.Id,
                Parent = parent,
                Shared = common.Shared,
                Sparsity = definition.Sparsity,
                Seed = definition.Seed,
                Cost = common.Cost,
                Chain = chains[stage],
                Uses = uses[stage],
                Trials = trials[stage],
            };
        }

        return stages;
    }

    private static IEnumerable<NewTrial> Trials(StageTree tree)
    {
        for (var number = 0; number < tree.TrialCount; number++)
        {
            var trial = tree.Trial(number);
            yield return new NewTrial
            {
                Index = trial.Index,
                Dataset = trial.Dataset,
                Architecture = trial.Architecture,
                Mode = trial.Mode,
                Sparsity = trial.Sparsity,
                Seed = trial.Seed,
                Axes = trial.Axes,
                StageId = tree.Id(trial.LeafStage),
            };
        }
    }
}
