namespace Sweep.Coordinator.Study.Inference;

/// <summary>Where a number lies with 95 % confidence.</summary>
/// <param name="High">Null when nothing that was measured bounds it.</param>
public readonly record struct Interval(double Low, double? High);
