using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Architectures;

/// <summary>The networks that a spec can name.</summary>
public static class ArchitectureCatalogue
{
    public const int SmallestImage = 32;

    /// <summary>From this side on <see cref="Head.Auto"/> is <see cref="Head.ImageNet"/>.</summary>
    public const int ImageNetImage = 224;

    /// <summary>What <see cref="ModelSettings.Architecture"/> can be.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mobilenet", "vgg16"];

    /// <param name="model">What to build.</param>
    /// <param name="image">Side of the images in pixels; from 32 up.</param>
    /// <param name="classes">Outputs of the last layer; from 1 up.</param>
    /// <param name="variant">Null means <see cref="ArchitectureVariant.Default"/>.</param>
    /// <exception cref="ArgumentException">There is no such network; the message says what would have worked.</exception>
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
