using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the attempt ended with an error.</summary>
/// <param name="Error">The error in one line for people.</param>
/// <param name="Details">The complete exception; null when there was none.</param>
public sealed record StageFailed(StageId StageId, int Attempt, string WorkerId, string Error, string? Details, FailureCause Cause)
    : StageEnded(StageId, Attempt, WorkerId)
{
    /// <summary>
    /// The last lines that the attempt logged, at most 16 KiB; null when there are none, or when the worker is of an older release.
    /// </summary>
    public string? LogTail { get; init; }
}
