using Sweep.Contracts.Spec;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>A stored sweep.</summary>
public sealed record SweepRecord
{
    /// <summary>See <see cref="SweepFacts.Number"/>. A sweep that grows gets a new number, because its trials change.</summary>
    public required long Number { get; init; }

    public required string Name { get; init; }

    public required string SpecHash { get; init; }

    public required string SpecText { get; init; }

    public required SweepState State { get; init; }

    public SweepSearch Search { get; init; }

    public SweepAbout About { get; init; } = SweepAbout.None;

    /// <summary>The number of undelivered notices.</summary>
    public int Owed { get; init; }

    public required int Priority { get; init; }

    public required int Retries { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Stages that other sweeps had already completed when this one was submitted.</summary>
    public required long Reused { get; init; }

    /// <summary>See <see cref="NewSweep.Weight"/>.</summary>
    public required double Weight { get; init; }

    /// <summary>The worker time that attempts at its stages have taken.</summary>
    public required TimeSpan Spent { get; init; }

    /// <summary>
    /// The worker time that its completed stages would have taken without sharing: the duration of each, even if another sweep spent it,
    /// once for each of its <see cref="NewStage.Uses"/>.
    /// </summary>
    public required TimeSpan Unshared { get; init; }

    /// <summary>
    /// The worker time that sharing has saved so far. Never negative, although failures may cost more than sharing saves.
    /// </summary>
    public TimeSpan Saved => Unshared > Spent ? Unshared - Spent : TimeSpan.Zero;

    /// <summary>See <see cref="NewSweep.GpuHours"/>.</summary>
    public double? GpuHours { get; init; }
}
