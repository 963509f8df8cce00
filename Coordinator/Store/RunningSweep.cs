namespace Sweep.Coordinator.Store;

/// <summary>A sweep whose stages are handed out.</summary>
/// <param name="Active">Its stages that are queued or running.</param>
/// <param name="Spent">What attempts at its stages have taken since it was submitted.</param>
/// <param name="GpuHours">The most that it may spend; null means no limit.</param>
public readonly record struct RunningSweep(string Name, int Priority, double Weight, long Active, TimeSpan Spent, double? GpuHours);
