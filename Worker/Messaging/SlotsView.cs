namespace Sweep.Worker.Messaging;

/// <summary>A worker's slots at one moment.</summary>
/// <param name="Reason">Why it takes nothing more for now; null when it does.</param>
/// <param name="IsDraining">It takes nothing more at all, and ends when it has nothing left.</param>
public readonly record struct SlotsView(int Slots, int Busy, string? Reason, bool IsDraining);
