using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>The stages of a running sweep that can be handed out.</summary>
/// <param name="Active">How many of its stages workers hold.</param>
/// <param name="Ready">Its first ready stages, the longest chain first.</param>
public sealed record SweepHeads(string Sweep, int Priority, double Weight, long Active, IReadOnlyList<ReadyStage> Ready);
