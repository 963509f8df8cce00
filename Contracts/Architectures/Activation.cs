namespace Sweep.Contracts.Architectures;

/// <summary>max(x, 0), cut off at <paramref name="Ceiling"/>.</summary>
/// <param name="Ceiling">Null gives ReLU, 6 gives ReLU6.</param>
public sealed record Activation(double? Ceiling = null) : Layer("");
