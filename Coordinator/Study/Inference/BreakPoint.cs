namespace Sweep.Coordinator.Study.Inference;

/// <summary>
/// The sparsity at which a mode's mean accuracy has fallen below its dense network's by the tolerance: the first crossing, with the drop
/// interpolated linearly between measured levels.
/// </summary>
/// <param name="Sparsity">From 0 to 1. If the drop never exceeds the tolerance, this is the last measured level and <paramref
/// name="IsBeyond"/> is true.</param>
/// <param name="IsBeyond">Whether the crossing lies above all measured levels.</param>
/// <param name="Interval">Null when there is a single seed without per-image outcomes.</param>
/// <param name="Seeds">The fewest seeds compared at any level up to the break point.</param>
/// <param name="Images">The number of test images that the interval is based on; zero when their outcomes are unknown.</param>
public sealed record BreakPoint(double Sparsity, bool IsBeyond, Interval? Interval, int Seeds, int Images);
