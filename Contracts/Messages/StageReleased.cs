using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the worker gave the stage back unfinished, what it had done saved. Not counted as a failure.</summary>
/// <param name="Reason">For people: "the worker is draining"; null when the coordinator asked for it.</param>
public sealed record StageReleased(StageId StageId, int Attempt, string WorkerId, string? Reason = null)
    : StageEnded(StageId, Attempt, WorkerId)
{
    /// <summary>As <see cref="StageFailed.LogTail"/>.</summary>
    public string? LogTail { get; init; }
}
