namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>How batches are stored.</summary>
public sealed record KeeperOptions
{
    public static KeeperOptions Default { get; } = new();

    /// <summary>Wait before a batch that could not be stored is tried again; each next one is twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// When nothing was stored for so long, an empty batch is, so that a coordinator that waits to take over sees this one live.
    /// Null: none is, where nobody waits.
    /// </summary>
    public TimeSpan? Heartbeat { get; init; }
}
