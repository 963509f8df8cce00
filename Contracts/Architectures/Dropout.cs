namespace Sweep.Contracts.Architectures;

/// <summary>In training, zeroes each value with <paramref name="Probability"/> and scales the others up to keep the mean.</summary>
public sealed record Dropout(double Probability) : Layer("");
