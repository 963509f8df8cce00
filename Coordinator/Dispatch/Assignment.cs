using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>A decision: this worker is to execute this stage.</summary>
public readonly record struct Assignment(StageId StageId, string WorkerId);
