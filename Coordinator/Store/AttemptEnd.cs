namespace Sweep.Coordinator.Store;

/// <summary>How an attempt ended that did not complete its stage.</summary>
/// <param name="Error">The cause, in one line for people.</param>
/// <param name="Spent">The worker time to charge to every running or paused sweep that wants the stage.</param>
public sealed record AttemptEnd(string Error, TimeSpan Spent = default)
{
    /// <summary>The full exception; null when there was none.</summary>
    public string? Details { get; init; }

    /// <summary>
    /// The last lines that the worker logged during the attempt; null when there were none, or when they were lost with the worker.
    /// </summary>
    public string? LogTail { get; init; }

    /// <summary>True when the worker fell silent.</summary>
    public bool IsLoss { get; init; }
}
