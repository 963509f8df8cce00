namespace Sweep.Coordinator.Study.Inference;

/// <summary>
/// The sparsity at which a mode's mean accuracy has fallen by the tolerance below its dense network's: the first crossing, with the drop taken as linear
/// between two levels that were measured.
/// </summary>
/// <param name="Sparsity">0…1. Where the drop never exceeds the tolerance it is the last level that was measured, and <paramref name="IsBeyond"/>.</param>
/// <param name="IsBeyond">The crossing lies above all levels that were measured.</param>
/// <param name="Interval">Null when a single seed's images are not known.</param>
/// <param name="Seeds">The fewest that were compared at a level up to it.</param>
/// <param name="Images">Test images that the interval counts; zero when their outcomes are not known.</param>
public sealed record BreakPoint(double Sparsity, bool IsBeyond, Interval? Interval, int Seeds, int Images);
