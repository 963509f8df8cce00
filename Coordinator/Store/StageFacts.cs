using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>
/// Everything stored about a stage except its results, its final learning curve and its finished attempts. Moments are in milliseconds
/// since 1970.
/// </summary>
public readonly record struct StageFacts
{
    /// <summary>
    /// Counted from 1 in the order of submission, so that a parent's number is lower than its children's. Never reused, never changed.
    /// </summary>
    public required long Number { get; init; }

    /// <summary>Unique. Never changed, like all fields up to <see cref="Seed"/>.</summary>
    public required StageId Id { get; init; }

    /// <summary>The parent's number; zero for a root.</summary>
    public long Parent { get; init; }

    /// <summary>See <see cref="SettingsFacts"/>.</summary>
    public required int Settings { get; init; }

    public double Sparsity { get; init; }

    public int Seed { get; init; }

    public StageCondition Condition { get; init; }

    /// <summary>
    /// The number of the newest attempt; zero when the stage was never handed out. Then it is open, <see cref="Splits"/> is 1, and of the
    /// following fields only <see cref="Changed"/> and <see cref="Members"/> are set, so a store need not read the others.
    /// </summary>
    public int Attempt { get; init; }

    /// <summary>The worker that holds it; null unless it is queued or running.</summary>
    public string? Worker { get; init; }

    /// <summary>When it was handed out; zero unless it is queued or running.</summary>
    public long Queued { get; init; }

    /// <summary>When its worker reported its start; zero unless it is running.</summary>
    public long Started { get; init; }

    public int Failures { get; init; }

    public int Losses { get; init; }

    /// <summary>The value for the next attempt; see <see cref="Contracts.Messages.RunStage.Splits"/>.</summary>
    public int Splits { get; init; }

    /// <summary>When its back-off ends; zero when there is none.</summary>
    public long NotBefore { get; init; }

    /// <summary>
    /// The time of its first completion in milliseconds; before that, the time that its attempts have been charged so far.
    /// </summary>
    public long Took { get; init; }

    /// <summary>
    /// The number of its newest change: it settled (was completed or parked, or was blocked when it was released), or left a settled state.
    /// Zero when it never did. Descendants that change with a stage have the numbers that follow the stage's own.
    /// </summary>
    public long Changed { get; init; }

    /// <summary>
    /// Whether it was ever completed. Result, curve and time are kept when it has to run again, and when it then completes again.
    /// </summary>
    public bool HasResult { get; init; }

    /// <summary>
    /// The error of the newest failed attempt; null when none failed since the stage was last completed, submitted or retried.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>The learning curve reported so far, by epoch; empty when the stage is completed. Never null.</summary>
    public IReadOnlyList<EpochMetrics> Curve { get; init; }

    /// <summary>The sweeps that want it, by number. Never null.</summary>
    public required IReadOnlyList<MemberFacts> Members { get; init; }

    /// <summary>In a batch: whether <see cref="Members"/> contains some that are not stored yet. Not stored itself.</summary>
    public bool HasNewMembers { get; init; }
}
