using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>What can be handed out of a sweep that runs.</summary>
/// <param name="Active">Its stages that workers have already.</param>
/// <param name="Ready">Its first ready stages, the longest chain first.</param>
public sealed record SweepHeads(string Sweep, int Priority, double Weight, long Active, IReadOnlyList<ReadyStage> Ready);
