namespace Sweep.Coordinator.Store;

/// <summary>A sweep whose stages are handed out.</summary>
public readonly record struct RunningSweep(string Name, int Priority);
