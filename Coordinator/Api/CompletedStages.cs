using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Planning;

namespace Sweep.Coordinator.Api;

/// <summary>What of a plan is done already.</summary>
internal static class CompletedStages
{
    private const int AtOnce = 1000;

    /// <summary>
    /// How many stages of each kind are completed, and what share of the expected work they are. Stages are stored with those above them, so what is below one that is not is not
    /// looked for: a plan that is new costs as many look-ups as it has roots.
    /// </summary>
    public static async Task<(IReadOnlyDictionary<StageKind, int> ByKind, double Share)> CountAsync(
        SweepReader sweeps,
        StageTree tree,
        CancellationToken cancellation
    )
    {
        var completed = Enum.GetValues<StageKind>().ToDictionary(kind => kind, _ => 0);
        var seconds = 0.0;
        var next = new Queue<int>(Enumerable.Range(0, tree.StageCount).Where(stage => tree.Parent(stage) < 0));
        while (next.Count > 0)
        {
            var some = new Dictionary<StageId, int>();
            while (some.Count < AtOnce && next.TryDequeue(out var stage))
                some.Add(tree.Id(stage), stage);
            foreach (var (id, state) in await sweeps.ReadStatesAsync(some.Keys, cancellation).ConfigureAwait(false))
            {
                if (state == StageState.Completed)
                {
                    completed[tree.Kind(some[id])]++;
                    seconds += StageCost.Of(tree.Stage(some[id]), Throughput.Default).Seconds;
                }

                foreach (var child in tree.Children(some[id]))
                    next.Enqueue(child);
            }
        }

        var all = PlanSummary.Of(tree, Throughput.Default, workers: 1).Estimate.WorkerTime.TotalSeconds;
        return (completed, all > 0 ? Math.Clamp(seconds / all, 0, 1) : 0);
    }
}
