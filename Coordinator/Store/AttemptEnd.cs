namespace Sweep.Coordinator.Store;

/// <summary>How an attempt ended that did not complete its stage.</summary>
/// <param name="Error">Why, in one line for people.</param>
/// <param name="Spent">Time of the worker, charged to every running or paused sweep that wants the stage.</param>
public sealed record AttemptEnd(string Error, TimeSpan Spent = default)
{
    /// <summary>The exception in full; null when there was none.</summary>
    public string? Details { get; init; }

    /// <summary>The last lines that the worker logged about it; null when there were none, or they went with the worker.</summary>
    public string? LogTail { get; init; }

    /// <summary>Its worker fell silent.</summary>
    public bool IsLoss { get; init; }
}
