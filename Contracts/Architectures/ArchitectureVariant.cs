namespace Sweep.Contracts.Architectures;

/// <summary>Differences between sources of weights whose layers, names and shapes are the same.</summary>
public sealed record ArchitectureVariant
{
    /// <summary>PyTorch's variant, with norm eps 1e-5 and symmetric padding. Networks trained from scratch use it.</summary>
    public static ArchitectureVariant Default { get; } = new();

    /// <summary>The eps of every norm. Keras trained MobileNet with 1e-3.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>The padding of every convolution larger than 1×1.</summary>
    public Padding Padding { get; init; } = Padding.Symmetric;
}
