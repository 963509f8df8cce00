namespace Sweep.Coordinator.Store;

/// <summary>What is stored of a submitted sweep once and for all.</summary>
/// <param name="Sweep">Its number.</param>
/// <param name="Trials">By ascending index. They can be gone through more than once, and are made while they are: a million are not held in memory.</param>
/// <param name="Leaves">Number of the stage that each of the trials ends in.</param>
public sealed record AddedSweep(long Sweep, string SpecText, IEnumerable<NewTrial> Trials, IReadOnlyList<long> Leaves);
