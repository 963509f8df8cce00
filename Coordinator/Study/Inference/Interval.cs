namespace Sweep.Coordinator.Study.Inference;

/// <summary>The range in which a number lies with 95 % confidence.</summary>
/// <param name="High">Null when no measurement bounds it.</param>
public readonly record struct Interval(double Low, double? High);
