namespace Sweep.Contracts.Stages;

/// <summary>The network that a stage trains, the spec's <c>model</c> block.</summary>
public sealed record ModelSettings
{
    /// <summary>A name of the architecture catalogue: vgg16, mobilenet.</summary>
    public required string Architecture { get; init; }

    /// <summary>Multiplier of every layer's channels; 1 is the published network.</summary>
    public double Width { get; init; } = 1;

    /// <summary>VGG16 only: batch norm after each convolution (VGG16-BN). MobileNet always has it.</summary>
    public bool BatchNorm { get; init; } = true;

    public Head Head { get; init; } = Head.Auto;
}
