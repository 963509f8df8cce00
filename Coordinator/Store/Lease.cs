using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>A worker's hold on one attempt at a stage. The attempt number is the fence: it grows with every hand-out.</summary>
public readonly record struct Lease(StageId StageId, int Attempt, string WorkerId);
