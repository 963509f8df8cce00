using Sweep.Contracts.Spec;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>A stored sweep.</summary>
public sealed record SweepRecord
{
    /// <summary>See <see cref="SweepFacts.Number"/>. One that grows gets another: its trials are others.</summary>
    public required long Number { get; init; }

    public required string Name { get; init; }

    public required string SpecHash { get; init; }

    public required string SpecText { get; init; }

    public required SweepState State { get; init; }

    public SweepSearch Search { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>How much somebody is still to be told of it.</summary>
    public int Owed { get; init; }

    public required int Priority { get; init; }

    public required int Retries { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Stages that were completed already, by other sweeps, when this one was submitted.</summary>
    public required long Reused { get; init; }

    /// <summary>See <see cref="NewSweep.Weight"/>.</summary>
    public required double Weight { get; init; }

    /// <summary>What attempts at its stages have taken.</summary>
    public required TimeSpan Spent { get; init; }

    /// <summary>
    /// What its completed stages would have taken if no trial shared a stage with any other: the time that each took, also
    /// where another sweep spent it, once for each of its <see cref="NewStage.Uses"/>.
    /// </summary>
    public required TimeSpan Unshared { get; init; }

    /// <summary>Time of workers that sharing has saved so far; never negative, though failures may cost more than sharing saves.</summary>
    public TimeSpan Saved => Unshared > Spent ? Unshared - Spent : TimeSpan.Zero;

    /// <summary>See <see cref="NewSweep.GpuHours"/>.</summary>
    public double? GpuHours { get; init; }
}
