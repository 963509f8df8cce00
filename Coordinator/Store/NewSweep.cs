using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Store;

/// <summary>A sweep as it is submitted.</summary>
public sealed record NewSweep
{
    /// <summary>The name that users call it by, unique in the store.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of <see cref="SpecText"/>, in hex.</summary>
    public required string SpecHash { get; init; }

    public required string SpecText { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>Sweeps with a higher priority go first; the default is zero.</summary>
    public int Priority { get; init; }

    /// <summary>How many failed attempts at a stage are followed by another attempt.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The sweep's share of the workers among running sweeps of the same priority; above zero.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>An attempt at a stage fails when it takes longer; null means no limit.</summary>
    public TimeSpan? StageTimeout { get; init; }

    /// <summary>
    /// True when this is the larger version of a sweep with the same name, which it replaces. It keeps that sweep's creation time and time
    /// spent.
    /// </summary>
    public bool IsGrown { get; init; }

    /// <summary>True when trials are added to the sweep as results come in.</summary>
    public bool IsSearched { get; init; }

    /// <summary>
    /// The number of the sweep whose search chose the added trials. Only that sweep is replaced by this one, and only while it runs. Null
    /// for sweeps that users submit.
    /// </summary>
    public long? GrownBySearchOf { get; init; }

    /// <summary>The sweep pauses once its stages have used this much worker time; null means no limit.</summary>
    public double? GpuHours { get; init; }
}
