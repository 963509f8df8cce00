namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>How batches are stored.</summary>
public sealed record KeeperOptions
{
    public static KeeperOptions Default { get; } = new();

    /// <summary>The wait before a batch that could not be stored is tried again. It doubles with each further attempt.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// An empty batch is stored after this much time without one, so that a standby coordinator sees that this one is alive. Null when
    /// there is no standby: no empty batches are stored.
    /// </summary>
    public TimeSpan? Heartbeat { get; init; }
}
