using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Architectures;

/// <summary>The networks that a spec can name.</summary>
public static class ArchitectureCatalogue
{
    public const int SmallestImage = 32;

    /// <summary>From this side in pixels, <see cref="Head.Auto"/> means <see cref="Head.ImageNet"/>.</summary>
    public const int ImageNetImage = 224;

    /// <summary>The possible values of <see cref="ModelSettings.Architecture"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mobilenet", "vgg16"];

    /// <summary>Creates the description of a network.</summary>
    /// <param name="model">The network to describe.</param>
    /// <param name="image">Side of the images in pixels, at least 32.</param>
    /// <param name="classes">Number of outputs of the last layer, at least 1.</param>
    /// <param name="variant">Null means <see cref="ArchitectureVariant.Default"/>.</param>
    /// <exception cref="ArgumentException">There is no such network; the message says what is accepted.</exception>
    public static Architecture Create(ModelSettings model, int image, int classes, ArchitectureVariant? variant = null)
    {
        if (image < SmallestImage)
        {
            throw new ArgumentException(
                $"Images of {image} pixels are too small: the networks need {SmallestImage} or more.",
                nameof(image)
            );
        }

        if (classes < 1)
        {
            throw new ArgumentException($"A network cannot have {classes} classes: 1 or more are needed.", nameof(classes));
        }

        if (!(model.Width > 0 && double.IsFinite(model.Width)))
        {
            throw new ArgumentException(
                $"A network cannot have width {model.Width}: a number above 0 is needed, such as 0.25.",
                nameof(model)
            );
        }

        variant ??= ArchitectureVariant.Default;
        var imageNetHead = model.Head == Head.ImageNet || (model.Head == Head.Auto && image >= ImageNetImage);
        IEnumerable<Layer> layers = model.Architecture switch
        {
            "mobilenet" => MobileNet.Layers(model.Width, image, classes, variant),
            "vgg16" => Vgg16.Layers(model.Width, model.BatchNorm, imageNetHead, classes, variant),
            _ => throw new ArgumentException(
                $"There is no architecture '{model.Architecture}'. These are known: {string.Join(", ", Names)}.",
                nameof(model)
            ),
        };
        return new Architecture(model.Architecture, image, classes, [.. layers]);
    }
}
