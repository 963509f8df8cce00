using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the worker no longer has the attempt. There is one such event for each attempt.</summary>
public abstract record StageEnded(StageId StageId, int Attempt, string WorkerId) : StageReport(StageId, Attempt, WorkerId)
{
    /// <summary>Time that this attempt occupied its slot.</summary>
    public TimeSpan Spent { get; init; }
}
