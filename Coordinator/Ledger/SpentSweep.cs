namespace Sweep.Coordinator.Ledger;

/// <summary>A sweep that has used up its time of workers.</summary>
/// <param name="Spent">What attempts at its stages have taken.</param>
/// <param name="GpuHours">What it was allowed.</param>
public readonly record struct SpentSweep(string Name, TimeSpan Spent, double GpuHours);
