namespace Sweep.Contracts.Architectures;

/// <summary>In training, sets each value to zero with <paramref name="Probability"/> and scales the others up to keep the mean.</summary>
public sealed record Dropout(double Probability) : Layer("");
