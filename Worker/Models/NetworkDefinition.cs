using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Models;

/// <summary>Everything needed to rebuild a network and to prepare images as in its training.</summary>
public sealed record NetworkDefinition
{
    public required ModelSettings Model { get; init; }

    /// <summary>Side of the images in pixels.</summary>
    public required int Image { get; init; }

    public required int Classes { get; init; }

    /// <summary>Norm eps and padding. A network keeps them when it is trained on other images or classes.</summary>
    public ArchitectureVariant Variant { get; init; } = ArchitectureVariant.Default;

    /// <summary>How pixels become inputs; null until training has determined it.</summary>
    public InputNormalisation? Input { get; init; }

    /// <exception cref="ArgumentException">There is no such network.</exception>
    public Architecture Architecture() => ArchitectureCatalogue.Create(Model, Image, Classes, Variant);
}
