namespace Sweep.Worker.Messaging;

/// <summary>A worker's slots at one moment.</summary>
/// <param name="Reason">Why the worker accepts no stages at the moment; null when it does.</param>
/// <param name="IsDraining">True when the worker accepts no more stages, and ends when it has none left.</param>
public readonly record struct SlotsView(int Slots, int Busy, string? Reason, bool IsDraining);
