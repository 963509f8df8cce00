using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>One attempt at a stage and how it ended. Moments are by the coordinator's clock; null where they are unknown.</summary>
public sealed record AttemptRecord
{
    /// <summary>Counted from 1, in the order of hand-outs.</summary>
    public required int Number { get; init; }

    /// <summary>Null when the attempt was stored by an older version, which did not record it.</summary>
    public string? WorkerId { get; init; }

    public DateTimeOffset? Queued { get; init; }

    /// <summary>Null when the worker has not reported, or never reported, that it started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Null while the attempt is running.</summary>
    public DateTimeOffset? Ended { get; init; }

    public required AttemptOutcome Outcome { get; init; }

    /// <summary>Null while the attempt is running and when it completed the stage; see <see cref="AttemptEnd.Error"/>.</summary>
    public string? Error { get; init; }

    /// <summary>See <see cref="AttemptEnd.Details"/>.</summary>
    public string? Details { get; init; }

    /// <summary>See <see cref="AttemptEnd.LogTail"/>.</summary>
    public string? LogTail { get; init; }
}
