using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the worker has the stage and has begun.</summary>
public sealed record StageStarted(StageId StageId, int Attempt, string WorkerId) : StageReport(StageId, Attempt, WorkerId);
