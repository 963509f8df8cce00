namespace Sweep.Coordinator.Ledger;

/// <summary>A sweep that has used up its limit of worker time.</summary>
/// <param name="Spent">The worker time that attempts at its stages have taken.</param>
/// <param name="GpuHours">Its limit.</param>
public readonly record struct SpentSweep(string Name, TimeSpan Spent, double GpuHours);
