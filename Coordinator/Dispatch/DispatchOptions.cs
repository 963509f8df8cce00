namespace Sweep.Coordinator.Dispatch;

/// <summary>How stages are handed out.</summary>
public sealed record DispatchOptions
{
    public static DispatchOptions Default { get; } = new();

    /// <summary>
    /// Stages that wait in the queue at most. Larger keeps fast workers busy; smaller lets priority, pause and cancel act
    /// sooner. A little more than the workers' slots is right for stages of minutes.
    /// </summary>
    public int Window { get; init; } = 16;

    /// <summary>How long a worker may be silent before its stage is given to another; several of its heartbeats.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two looks for ended leases and back-offs; reports of workers cause a look at once.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait before the first further attempt; each next one waits twice as long.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromMinutes(5);
}
