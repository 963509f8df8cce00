namespace Sweep.Coordinator.Store;

/// <summary>A stored sweep.</summary>
public sealed record SweepRecord
{
    public required string Name { get; init; }

    public required string SpecHash { get; init; }

    public required string SpecText { get; init; }

    public required SweepState State { get; init; }

    public required int Priority { get; init; }

    public required int Retries { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Stages that were completed already, by other sweeps, when this one was submitted.</summary>
    public required long Reused { get; init; }

    /// <summary>See <see cref="NewSweep.Weight"/>.</summary>
    public required double Weight { get; init; }

    /// <summary>What attempts at its stages have taken.</summary>
    public required TimeSpan Spent { get; init; }

    /// <summary>See <see cref="NewSweep.GpuHours"/>.</summary>
    public double? GpuHours { get; init; }
}
