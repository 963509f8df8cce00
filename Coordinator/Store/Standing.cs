namespace Sweep.Coordinator.Store;

/// <summary>How sweeps stand, all of one moment.</summary>
/// <param name="Sweeps">Oldest first.</param>
/// <param name="Held">What workers have of them.</param>
public sealed record Standing(IReadOnlyList<SweepStanding> Sweeps, IReadOnlyList<SweepLease> Held);

/// <param name="Sweep">Without its spec's text, which is empty here.</param>
public sealed record SweepStanding(SweepRecord Sweep, SweepCounts Counts);

/// <summary>An attempt that is queued for a worker or running there, once for each sweep that wants its stage.</summary>
/// <param name="IsStarted">The worker has said that it began.</param>
/// <param name="Cost">See <see cref="NewStage"/>.</param>
public readonly record struct SweepLease(Lease Lease, bool IsStarted, string Sweep, double Cost);
