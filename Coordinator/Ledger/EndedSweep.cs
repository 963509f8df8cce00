using Sweep.Contracts.States;

namespace Sweep.Coordinator.Ledger;

/// <summary>A sweep in which nothing is left to do.</summary>
/// <param name="State">Failed when any of its stages failed, otherwise completed.</param>
public readonly record struct EndedSweep(string Name, SweepState State);
