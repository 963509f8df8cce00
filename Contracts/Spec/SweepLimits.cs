namespace Sweep.Contracts.Spec;

/// <summary>What a sweep may cost, the spec's <c>limits</c> block. It is not part of any stage's identity.</summary>
public sealed record SweepLimits
{
    /// <summary>Number of further attempts after a stage's first failure; zero gives up at once.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>An attempt that takes longer fails; null means no limit.</summary>
    public TimeSpan? StageTimeout { get; init; }

    /// <summary>The sweep pauses once its stages have used this many hours of workers, on any device; null means no limit.</summary>
    public double? GpuHours { get; init; }
}
