namespace Sweep.Coordinator.Store;

/// <summary>The progress of sweeps, as one consistent snapshot.</summary>
/// <param name="Sweeps">The sweeps, oldest first.</param>
/// <param name="Held">The stages of these sweeps that workers hold.</param>
public sealed record Standing(IReadOnlyList<SweepStanding> Sweeps, IReadOnlyList<SweepLease> Held);

/// <param name="Sweep">The sweep with an empty spec text.</param>
public sealed record SweepStanding(SweepRecord Sweep, SweepCounts Counts);

/// <summary>An attempt that is queued or running, once for each sweep that wants its stage.</summary>
/// <param name="IsStarted">Whether the worker has reported its start.</param>
/// <param name="Cost">See <see cref="NewStage"/>.</param>
public readonly record struct SweepLease(Lease Lease, bool IsStarted, string Sweep, double Cost);
