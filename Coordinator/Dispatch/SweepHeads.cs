using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What a pass knows of one running sweep.</summary>
/// <param name="Active">Its stages that workers have already.</param>
/// <param name="Ready">Its first ready stages, the longest chain first.</param>
public sealed record SweepHeads(string Sweep, int Priority, double Weight, long Active, IReadOnlyList<ReadyStage> Ready);
