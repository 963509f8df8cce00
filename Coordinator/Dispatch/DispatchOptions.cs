namespace Sweep.Coordinator.Dispatch;

/// <summary>How stages are handed out. Silence is measured by a <see cref="ListeningClock"/>.</summary>
public sealed record DispatchOptions
{
    public static DispatchOptions Default { get; } = new();

    /// <summary>How long a worker may be silent before its stages go to others; several of its heartbeats.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a worker may take to name what it was given before the order counts as lost; a few heartbeats.</summary>
    public TimeSpan OrderPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A worker that has not confirmed a message for so long is given nothing: it may be sending into a broken connection.</summary>
    public TimeSpan DeafAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two passes; what workers report causes one at once.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A sweep whose stages nobody takes is said to be stalled after so long; at once where no worker has its data.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait before the first further attempt; each next one waits twice as long.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two orders to one worker to end the same attempt.</summary>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one message to be taken by the broker; what it orders is taken back after that. A stop waits so long for the store.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A stage waits so long at most for another worker than the one it failed on.</summary>
    public TimeSpan Avoidance { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A stage is parked when so many workers in a row fell silent at it without an epoch of progress: it may be what kills them.</summary>
    public int MaxLosses { get; init; } = 20;

    /// <summary>Stages handed out in one pass at most, so that no pass takes long.</summary>
    public int Handout { get; init; } = 1000;

    /// <summary>For tests: the folder of the <see cref="SteppedTime"/> by which silence is measured; null measures it by the real one.</summary>
    public string? LeaseSteps { get; init; }

    /// <summary>With another <see cref="Lease"/>, and the times that go with it in proportion.</summary>
    public DispatchOptions WithLease(TimeSpan lease) => this with { Lease = lease, OrderPatience = lease / 4, DeafAfter = lease / 2 };
}
