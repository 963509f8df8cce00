using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What a pass knows of one running sweep: its first ready stages, the longest chain first.</summary>
public sealed record SweepHeads(string Sweep, int Priority, IReadOnlyList<ReadyStage> Ready);
