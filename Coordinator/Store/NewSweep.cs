using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Store;

/// <summary>A sweep as it is submitted.</summary>
public sealed record NewSweep
{
    /// <summary>Unique in the store: what users call it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of <see cref="SpecText"/>, in hex.</summary>
    public required string SpecHash { get; init; }

    public required string SpecText { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>A higher one goes first; zero is the usual.</summary>
    public int Priority { get; init; }

    /// <summary>How many failed attempts of a stage are followed by another.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Its share of the workers among running sweeps of the same priority; above zero.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>An attempt at one of its stages fails when it takes longer; null means that none does.</summary>
    public TimeSpan? StageTimeout { get; init; }

    /// <summary>It is what a sweep of its name has grown into, which it replaces: since when there is one, and what was spent on it, goes on counting.</summary>
    public bool IsGrown { get; init; }

    /// <summary>Trials are added to it as results come in.</summary>
    public bool IsSearched { get; init; }

    /// <summary>The number of the sweep whose search added trials to it: only that one grows into this, and only while it runs. Null for what users submit.</summary>
    public long? GrownBySearchOf { get; init; }

    /// <summary>It pauses once its stages have taken so much time of workers; null means no limit.</summary>
    public double? GpuHours { get; init; }
}
