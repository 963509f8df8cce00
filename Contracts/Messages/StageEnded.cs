using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the worker does not have the attempt any more. Of each attempt there is one such event.</summary>
public abstract record StageEnded(StageId StageId, int Attempt, string WorkerId) : StageReport(StageId, Attempt, WorkerId)
{
    /// <summary>Time that this attempt occupied its slot.</summary>
    public TimeSpan Spent { get; init; }
}
