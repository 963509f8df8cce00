using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: a worker holds the lease and has begun.</summary>
public sealed record StageStarted(StageId StageId, int Attempt, string WorkerId);
