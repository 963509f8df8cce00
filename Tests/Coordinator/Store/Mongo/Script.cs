using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>
/// A sequence of batches that contains every kind of change that a store must apply, with the expected content after each.
/// </summary>
internal static class Script
{
    private static readonly StageFacts _completed = SampleBatch.Stage(1, 0, 1) with
    {
        Condition = StageCondition.Completed,
        HasResult = true,
        Took = 8,
    };

    public static IReadOnlyList<Batch> Batches { get; } =
    [
        SampleBatch.Sweep(1, "a", trials: 4) with
        {
            Settings = [SampleBatch.Settings(1)],
            Stages = [SampleBatch.Stage(1, 0, 1) with { Attempt = 0 }, Leaf(2, 1, 1) with { Attempt = 0 }],
        },
        SampleBatch.Empty with
        {
            Stages = [_completed],
            Results = [new(1, SampleSweep.Result(60))],
            Curves = [new(1, [SampleBatch.Point(1)])],
            Outcomes = [new(1, ImageOutcomes.Of([0, 1, 2]))],
            Attempts = [new(1, SampleBatch.Attempt(1))],
        },
        SampleBatch.Sweep(2, "b", trials: 4) with
        {
            Stages =
            [
                _completed with
                {
                    Members = [.. _completed.Members, .. SampleBatch.Stage(1, 0, 2).Members],
                },
                Leaf(2, 1, 1, 2) with
                {
                    Attempt = 0,
                },
                Leaf(3, 1, 2) with
                {
                    Attempt = 0,
                },
            ],
        },
        SampleBatch.Empty with
        {
            Stages =
            [
                Leaf(2, 1, 1, 2) with
                {
                    Condition = StageCondition.Parked,
                    Error = "no luck",
                },
                Leaf(3, 1, 2) with
                {
                    Condition = StageCondition.Running,
                    Worker = "w",
                    Curve = [SampleBatch.Point(1)],
                },
            ],
            Sweeps = [SampleBatch.Facts(1, "a") with { State = SweepState.Failed }],
            Attempts = [new(2, SampleBatch.Attempt(1) with { Error = "no luck" })],
        },
        SampleBatch.Empty with
        {
            Removed = [1],
        },
        SampleBatch.Empty with
        {
            Stages = [Leaf(2, 1, 2) with { Attempt = 2, Condition = StageCondition.Open }],
            Results = [new(1, SampleSweep.Result(70))],
            Sweeps = [SampleBatch.Facts(2, "b") with { State = SweepState.Cancelled }],
        },
        SampleBatch.Empty,
    ];

    /// <summary>The batch that follows the script, appended by a writer that took over.</summary>
    public static Batch Next =>
        SampleBatch.Sweep(3, "c", trials: 2) with
        {
            Stages =
            [
                _completed with
                {
                    Members = SampleBatch.Stage(1, 0, 2, 3).Members,
                },
                Leaf(2, 1, 2, 3) with
                {
                    Attempt = 3,
                    Condition = StageCondition.Completed,
                    HasResult = true,
                },
            ],
            Results = [new(2, SampleSweep.Result(80))],
        };

    /// <summary>The expected content of a store after the first batches and these.</summary>
    public static async Task<IReadOnlyList<string>> ContentAfterAsync(
        long count,
        IEnumerable<Batch> further,
        CancellationToken cancellation,
        bool withOpen = true
    )
    {
        var medium = new MemoryMedium();
        foreach (var batch in Batches.Take((int)count).Concat(further))
            medium.Apply(batch);
        return await StoreContent.ReadAsync(new MemoryStore(medium), cancellation, withOpen);
    }

    /// <summary>A stage in which trials end.</summary>
    private static StageFacts Leaf(long number, long parent, params long[] sweeps) => SampleBatch.Stage(number, parent, sweeps);
}
