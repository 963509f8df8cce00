using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>One hand-out of a stage and what became of it. Moments are the coordinator's; null where they are not known.</summary>
public sealed record AttemptRecord
{
    /// <summary>From 1, in the order of hand-outs.</summary>
    public required int Number { get; init; }

    /// <summary>Null when an older version, which did not keep it, stored the attempt.</summary>
    public string? WorkerId { get; init; }

    public DateTimeOffset? Queued { get; init; }

    /// <summary>Null while, or when, the worker has not said that it began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Null while it goes on.</summary>
    public DateTimeOffset? Ended { get; init; }

    public required AttemptOutcome Outcome { get; init; }

    /// <summary>Null while it goes on and when it completed the stage; see <see cref="AttemptEnd.Error"/>.</summary>
    public string? Error { get; init; }

    /// <summary>See <see cref="AttemptEnd.Details"/>.</summary>
    public string? Details { get; init; }

    /// <summary>See <see cref="AttemptEnd.LogTail"/>.</summary>
    public string? LogTail { get; init; }
}
