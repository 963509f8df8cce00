using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the attempt ended with an error.</summary>
/// <param name="Error">One line for people.</param>
/// <param name="Details">The exception in full; null when there was none.</param>
public sealed record StageFailed(StageId StageId, int Attempt, string WorkerId, string Error, string? Details, FailureCause Cause)
    : StageEnded(StageId, Attempt, WorkerId)
{
    /// <summary>The last lines that were logged about the attempt, at most 16 KiB; null when there were none, or a worker of before did not say.</summary>
    public string? LogTail { get; init; }
}
