using Sweep.Contracts.Stages;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>A stage tree as the store takes it.</summary>
public static class Submission
{
    /// <summary>Stores the sweep; false when there is one of this name and spec already.</summary>
    /// <exception cref="SweepExistsException">The name is taken by a different spec.</exception>
    public static Task<bool> SubmitAsync(this ISweepStore store, StageTree tree, string name, CancellationToken cancellation)
    {
        var spec = tree.Spec;
        var sweep = new NewSweep
        {
            Name = name,
            SpecHash = spec.Hash,
            SpecText = spec.Text,
            Priority = spec.Priority,
            Retries = spec.Settings.Limits.Retries,
            Weight = spec.Weight,
            StageTimeout = spec.Settings.Limits.StageTimeout,
            GpuHours = spec.Settings.Limits.GpuHours,
        };
        return store.CreateSweepAsync(sweep, Stages(tree), Trials(tree), cancellation);
    }

    /// <summary>What a stage counts for in progress and order: the seconds that planning expects of a worker as it assumes one.</summary>
    public static double Cost(StageDefinition stage) => StageCost.Of(stage, Throughput.Default).Seconds;

    private static IEnumerable<NewStage> Stages(StageTree tree)
    {
        var costs = new double[tree.StageCount];
        var chains = new double[tree.StageCount];
        var uses = new int[tree.StageCount];
        for (var trial = 0; trial < tree.TrialCount; trial++)
            uses[tree.Leaf(trial)]++;
        var costOfTemplate = new Dictionary<StageTemplate, double>(ReferenceEqualityComparer.Instance);
        for (var stage = tree.StageCount - 1; stage >= 0; stage--)
        {
            var template = tree.Template(stage);
            if (!costOfTemplate.TryGetValue(template, out costs[stage]))
                costOfTemplate[template] = costs[stage] = Cost(tree.Stage(stage));
            chains[stage] += costs[stage];
            if (tree.Parent(stage) is >= 0 and var parent)
                (chains[parent], uses[parent]) = (Math.Max(chains[parent], chains[stage]), uses[parent] + uses[stage]);
        }

        for (var stage = 0; stage < tree.StageCount; stage++)
            yield return new NewStage(tree.Stage(stage), costs[stage], chains[stage], uses[stage]);
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
