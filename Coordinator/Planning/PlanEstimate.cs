using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>How long a plan will take, as far as arithmetic can tell.</summary>
public sealed record PlanEstimate
{
    /// <summary>What was assumed of a worker.</summary>
    public required string Assumption { get; init; }

    public required int Workers { get; init; }

    /// <summary>Images trained on, over all epochs of all stages.</summary>
    public required double Images { get; init; }

    /// <summary>Multiply-accumulates of all training and evaluation.</summary>
    public required double MultiplyAccumulates { get; init; }

    /// <summary>Busy time of all workers together: what <c>limits.gpu-hours</c> counts.</summary>
    public required TimeSpan WorkerTime { get; init; }

    /// <summary>The same if every trial executed its own path from the root.</summary>
    public required TimeSpan WorkerTimeWithoutSharing { get; init; }

    /// <summary>The longest path from a root to a leaf: no number of workers is quicker.</summary>
    public required TimeSpan LongestPath { get; init; }

    /// <summary>From start to end: the work divided by the workers, or the longest path if that is more.</summary>
    public TimeSpan WallClock => WorkerTime / Workers > LongestPath ? WorkerTime / Workers : LongestPath;

    public static PlanEstimate Of(StageTree tree, Throughput throughput, int workers)
    {
        var costs = new Dictionary<StageTemplate, StageCost>(ReferenceEqualityComparer.Instance);
        var until = new double[tree.StageCount];
        var (images, macs, seconds) = (0.0, 0.0, 0.0);
        for (var stage = 0; stage < tree.StageCount; stage++)
        {
            var template = tree.Template(stage);
            if (!costs.TryGetValue(template, out var cost))
            {
                costs[template] = cost = StageCost.Of(tree.Stage(stage), throughput);
            }

            images += cost.Images;
            macs += cost.MultiplyAccumulates;
            seconds += cost.Seconds;
            until[stage] = cost.Seconds + (tree.Parent(stage) < 0 ? 0 : until[tree.Parent(stage)]);
        }

        return new PlanEstimate
        {
            Assumption = throughput.Assumption,
            Workers = workers,
            Images = images,
            MultiplyAccumulates = macs,
            WorkerTime = Time(seconds),
            WorkerTimeWithoutSharing = Time(Enumerable.Range(0, tree.TrialCount).Sum(trial => until[tree.Leaf(trial)])),
            LongestPath = Time(until.Max()),
        };
    }

    /// <summary>No more than a TimeSpan, or a duration of Protocol Buffers, can hold.</summary>
    private static TimeSpan Time(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 300e9));
}
