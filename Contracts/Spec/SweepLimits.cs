namespace Sweep.Contracts.Spec;

/// <summary>What a sweep may cost, the spec's <c>limits</c> block. Not part of any stage's identity.</summary>
public sealed record SweepLimits
{
    /// <summary>Further attempts after a stage's first failure; zero gives up at once.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>An attempt that takes longer counts as failed; null means none does.</summary>
    public TimeSpan? StageTimeout { get; init; }

    /// <summary>No further stage starts once the sweep has used this much; null means no limit.</summary>
    public double? GpuHours { get; init; }
}
