using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>All that is stored of a stage, except its results, its final learning curve and its attempts that ended. Moments are in milliseconds since 1970.</summary>
public readonly record struct StageFacts
{
    /// <summary>From 1, in the order of submission, so that a parent's is lower than its children's. Never given twice, never changed.</summary>
    public required long Number { get; init; }

    /// <summary>Unique. Never changed, like all up to <see cref="Seed"/>.</summary>
    public required StageId Id { get; init; }

    /// <summary>The parent's number; zero for a root.</summary>
    public long Parent { get; init; }

    /// <summary>See <see cref="SettingsFacts"/>.</summary>
    public required int Settings { get; init; }

    public double Sparsity { get; init; }

    public int Seed { get; init; }

    public StageCondition Condition { get; init; }

    /// <summary>
    /// Number of the newest attempt; zero when it was never handed out. It is open then, <see cref="Splits"/> is 1, and but for
    /// <see cref="Changed"/> and <see cref="Members"/> it has nothing of what follows: no store needs to read it.
    /// </summary>
    public int Attempt { get; init; }

    /// <summary>Who has it; null unless it is queued or running.</summary>
    public string? Worker { get; init; }

    /// <summary>When it was handed out; zero unless it is queued or running.</summary>
    public long Queued { get; init; }

    /// <summary>When its worker said that it began; zero unless it is running.</summary>
    public long Started { get; init; }

    public int Failures { get; init; }

    public int Losses { get; init; }

    /// <summary>For the next attempt; see <see cref="Contracts.Messages.RunStage.Splits"/>.</summary>
    public int Splits { get; init; }

    /// <summary>End of its back-off; zero when there is none.</summary>
    public long NotBefore { get; init; }

    /// <summary>What its first completion took, in milliseconds; before that, what its attempts have been charged with so far.</summary>
    public long Took { get; init; }

    /// <summary>
    /// Number of its newest change: that it settled (was completed or parked, or blocked when it was given back), or left such a state.
    /// Zero when it never did. Stages that change with one above them have the numbers that follow that one's.
    /// </summary>
    public long Changed { get; init; }

    /// <summary>Whether it was ever completed: result, curve and time are kept when it has to run again, and when it then completes once more.</summary>
    public bool HasResult { get; init; }

    /// <summary>Of the newest failed attempt; null when none failed since it was last completed, submitted or retried.</summary>
    public string? Error { get; init; }

    /// <summary>Its learning curve as far as it was reported, by epoch; empty when it is completed. Never null.</summary>
    public IReadOnlyList<EpochMetrics> Curve { get; init; }

    /// <summary>The sweeps that want it, by number. Never null.</summary>
    public required IReadOnlyList<MemberFacts> Members { get; init; }

    /// <summary>In a batch: whether <see cref="Members"/> has some that are not stored yet. Not itself stored.</summary>
    public bool HasNewMembers { get; init; }
}
