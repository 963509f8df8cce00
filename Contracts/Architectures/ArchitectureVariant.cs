namespace Sweep.Contracts.Architectures;

/// <summary>What differs between one source of weights and another, though layers, names and shapes are the same.</summary>
public sealed record ArchitectureVariant
{
    /// <summary>PyTorch's: norm eps 1e-5, symmetric padding. What networks trained from scratch use.</summary>
    public static ArchitectureVariant Default { get; } = new();

    /// <summary>Of every norm. Keras trained MobileNet with 1e-3.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Of every convolution larger than 1×1.</summary>
    public Padding Padding { get; init; } = Padding.Symmetric;
}
