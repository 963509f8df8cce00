using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Store;

/// <summary>
/// What the ledger changed: facts as they stand at its end, not the steps between. Each sweep, stage, result, curve and set of outcomes is in it once
/// at most, and replaces what is stored under its number. Applied in the order of the properties.
/// </summary>
public sealed record Batch
{
    public required LedgerHead Head { get; init; }

    public IReadOnlyList<SettingsFacts> Settings { get; init; } = [];

    /// <summary>Their facts are in <see cref="Sweeps"/>.</summary>
    public IReadOnlyList<AddedSweep> Added { get; init; } = [];

    public IReadOnlyList<SweepFacts> Sweeps { get; init; } = [];

    /// <summary>A new stage comes after its parent.</summary>
    public IReadOnlyList<StageFacts> Stages { get; init; } = [];

    public IReadOnlyList<ResultFacts> Results { get; init; } = [];

    public IReadOnlyList<CurveFacts> Curves { get; init; } = [];

    public IReadOnlyList<OutcomeFacts> Outcomes { get; init; } = [];

    /// <summary>Attempts that ended.</summary>
    public IReadOnlyList<AttemptFacts> Attempts { get; init; } = [];

    /// <summary>Numbers of the sweeps that are forgotten, with their trials, memberships and spec. Their stages stay.</summary>
    public IReadOnlyList<long> Removed { get; init; } = [];
}

/// <param name="Stage">The stage's number, here and below.</param>
public readonly record struct ResultFacts(long Stage, StageResult Result);

/// <param name="Points">By epoch: the whole learning curve of a completed stage.</param>
public readonly record struct CurveFacts(long Stage, IReadOnlyList<EpochMetrics> Points);

/// <param name="Outcomes">Of the test images, of a completed stage.</param>
public readonly record struct OutcomeFacts(long Stage, ImageOutcomes Outcomes);

/// <summary>An attempt that ended. Of a stage the newest <see cref="Kept"/> are kept, so one takes the place of that which has as many fewer for its number.</summary>
public readonly record struct AttemptFacts(long Stage, AttemptRecord Attempt)
{
    public const int Kept = 20;

    /// <summary>Its place among those of the stage: what has the same is replaced.</summary>
    public int Place => Attempt.Number % Kept;
}
