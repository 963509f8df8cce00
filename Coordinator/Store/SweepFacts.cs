using Sweep.Contracts.Spec;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>All that is stored of a sweep, except its spec's text and its trials.</summary>
public sealed record SweepFacts
{
    /// <summary>From 1, in the order of submission; never given twice.</summary>
    public required long Number { get; init; }

    /// <summary>Unique among the sweeps that are stored.</summary>
    public required string Name { get; init; }

    public required string SpecHash { get; init; }

    public required SweepState State { get; init; }

    public SweepSearch Search { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>What is still to be told of it, oldest first.</summary>
    public IReadOnlyList<OwedNotice> Owed { get; init; } = [];

    public required int Priority { get; init; }

    public required int Retries { get; init; }

    public required double Weight { get; init; }

    public TimeSpan? StageTimeout { get; init; }

    public double? GpuHours { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>See <see cref="SweepRecord.Reused"/>.</summary>
    public required long Reused { get; init; }

    /// <summary>See <see cref="SweepRecord.Spent"/>.</summary>
    public required TimeSpan Spent { get; init; }

    /// <summary>See <see cref="SweepRecord.Unshared"/>.</summary>
    public required TimeSpan Unshared { get; init; }

    /// <summary>
    /// As of the batch that it was stored with. For a sweep that ended they are those of its end, except that they follow the stages
    /// that it shares with a sweep that has not.
    /// </summary>
    public required SweepCounts Counts { get; init; }
}
