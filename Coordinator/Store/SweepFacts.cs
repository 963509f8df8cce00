using Sweep.Contracts.Spec;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>Everything stored about a sweep except the text of its spec and its trials.</summary>
public sealed record SweepFacts
{
    /// <summary>Counted from 1 in the order of submission. Never reused.</summary>
    public required long Number { get; init; }

    /// <summary>Unique among the stored sweeps.</summary>
    public required string Name { get; init; }

    public required string SpecHash { get; init; }

    public required SweepState State { get; init; }

    public SweepSearch Search { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>Undelivered notices, oldest first.</summary>
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
    /// The counts as of the batch that stored them. An ended sweep keeps the counts of its end, except that they follow the stages it
    /// shares with an open sweep.
    /// </summary>
    public required SweepCounts Counts { get; init; }
}
