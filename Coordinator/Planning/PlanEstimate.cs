using Sweep.Contracts.Spec.Identity;

namespace Sweep.Coordinator.Planning;

/// <summary>A calculated estimate of how long a plan will take.</summary>
public sealed record PlanEstimate
{
    /// <summary>The assumed speed of a worker, in words.</summary>
    public required string Assumption { get; init; }

    public required int Workers { get; init; }

    /// <summary>The images to train on, over all epochs of all stages.</summary>
    public required double Images { get; init; }

    /// <summary>The multiply-accumulates of all training and evaluation.</summary>
    public required double MultiplyAccumulates { get; init; }

    /// <summary>The busy time of all workers together, which <c>limits.gpu-hours</c> limits.</summary>
    public required TimeSpan WorkerTime { get; init; }

    /// <summary>The worker time if every trial executed its own path from the root.</summary>
    public required TimeSpan WorkerTimeWithoutSharing { get; init; }

    /// <summary>The time of the longest path from a root to a leaf. No number of workers can be faster.</summary>
    public required TimeSpan LongestPath { get; init; }

    /// <summary>The time from start to end: the work divided by the number of workers, or the longest path if that takes longer.</summary>
    public TimeSpan WallClock => WorkerTime / Workers > LongestPath ? WorkerTime / Workers : LongestPath;

    public static PlanEstimate Calculate(StageTree tree, Throughput throughput, int workers)
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

    /// <summary>Limits the time to what a TimeSpan and a Protocol Buffers duration can hold.</summary>
    private static TimeSpan Time(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, 300e9));
}
