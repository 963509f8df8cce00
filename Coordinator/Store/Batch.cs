using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Store;

/// <summary>
/// The ledger's changes since the last batch, as final facts without the steps between. Each sweep, stage, result, curve and set of
/// outcomes occurs once at most and replaces what is stored under its number. The properties are applied in their order here.
/// </summary>
public sealed record Batch
{
    public required LedgerHead Head { get; init; }

    public IReadOnlyList<SettingsFacts> Settings { get; init; } = [];

    /// <summary>The facts of these sweeps are in <see cref="Sweeps"/>.</summary>
    public IReadOnlyList<AddedSweep> Added { get; init; } = [];

    public IReadOnlyList<SweepFacts> Sweeps { get; init; } = [];

    /// <summary>A new stage follows its parent.</summary>
    public IReadOnlyList<StageFacts> Stages { get; init; } = [];

    public IReadOnlyList<ResultFacts> Results { get; init; } = [];

    public IReadOnlyList<CurveFacts> Curves { get; init; } = [];

    public IReadOnlyList<OutcomeFacts> Outcomes { get; init; } = [];

    /// <summary>Attempts that have ended.</summary>
    public IReadOnlyList<AttemptFacts> Attempts { get; init; } = [];

    /// <summary>Numbers of the sweeps to delete, with their trials, memberships and specs. Their stages stay.</summary>
    public IReadOnlyList<long> Removed { get; init; } = [];
}

/// <param name="Stage">The stage's number, here and below.</param>
public readonly record struct ResultFacts(long Stage, StageResult Result);

/// <param name="Points">The whole learning curve of a completed stage, by epoch.</param>
public readonly record struct CurveFacts(long Stage, IReadOnlyList<EpochMetrics> Points);

/// <param name="Outcomes">The outcomes of a completed stage's test images.</param>
public readonly record struct OutcomeFacts(long Stage, ImageOutcomes Outcomes);

/// <summary>
/// An attempt that has ended. The newest <see cref="Kept"/> attempts of a stage are kept: each replaces the one whose number is that much
/// lower.
/// </summary>
public readonly record struct AttemptFacts(long Stage, AttemptRecord Attempt)
{
    public const int Kept = 20;

    /// <summary>The attempt's slot among those of its stage; it replaces the attempt stored there.</summary>
    public int Place => Attempt.Number % Kept;
}
