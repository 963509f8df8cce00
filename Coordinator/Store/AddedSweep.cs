namespace Sweep.Coordinator.Store;

/// <summary>The parts of a submitted sweep that are stored once and never change.</summary>
/// <param name="Sweep">The sweep's number.</param>
/// <param name="Trials">By ascending index. The sequence can be enumerated more than once and creates the trials lazily, so that a million
/// of them need not be in memory.</param>
/// <param name="Leaves">The number of the last stage of each trial.</param>
public sealed record AddedSweep(long Sweep, string SpecText, IEnumerable<NewTrial> Trials, IReadOnlyList<long> Leaves);
