using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the worker saved its progress and gave the stage back unfinished. It does not count as a failure.</summary>
/// <param name="Reason">The reason for people, such as "the worker is draining"; null when the coordinator asked for it.</param>
public sealed record StageReleased(StageId StageId, int Attempt, string WorkerId, string? Reason = null)
    : StageEnded(StageId, Attempt, WorkerId)
{
    /// <summary>See <see cref="StageFailed.LogTail"/>.</summary>
    public string? LogTail { get; init; }
}
