using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>An attempt that a worker has.</summary>
public readonly record struct HeldAttempt(StageId StageId, int Attempt);
