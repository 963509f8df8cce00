namespace Sweep.Contracts.Architectures;

/// <summary>
/// VGG16 (Simonyan and Zisserman 2014, configuration D), with or without batch norm, under timm's names. Convolutions have a bias even
/// before a norm, like the published weights.
/// </summary>
internal static class Vgg16
{
    /// <summary>Channels of each convolution; zero is a pool.</summary>
    private static readonly int[] _features = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];

    private const int Hidden = 4096;

    public static IEnumerable<Layer> Layers(double width, bool batchNorm, bool imageNetHead, int classes, ArchitectureVariant variant)
    {
        var index = 0;
        var channels = Architecture.InputChannels;
        foreach (var entry in _features)
        {
            if (entry == 0)
            {
                yield return new MaxPool();
                index++;
                continue;
            }

            var filters = Channels.Scale(entry, width);
            yield return new Conv(
                $"features.{index++}",
                channels,
                filters,
                Kernel: 3,
                Stride: 1,
                variant.Padding,
                IsDepthwise: false,
                Bias: true
            );
            if (batchNorm)
            {
                yield return new Norm($"features.{index++}", filters, variant.NormEps);
            }

            yield return new Activation();
            index++;
            channels = filters;
        }

        foreach (
            var layer in imageNetHead ? ImageNetHead(channels, Channels.Scale(Hidden, width), classes) : CompactHead(channels, classes)
        )
        {
            yield return layer;
        }
    }

    /// <summary>The compact head. For images of 32 pixels the maps are single pixels here, and the pool changes nothing.</summary>
    private static IEnumerable<Layer> CompactHead(int channels, int classes) =>
        [new AveragePool(1), new Flatten(), new Linear("head.fc", channels, classes)];

    /// <summary>The ImageNet head. Its two hidden layers are convolutions over the whole 7×7 map and over one pixel, as in timm.</summary>
    private static IEnumerable<Layer> ImageNetHead(int channels, int hidden, int classes) =>
        [
            new AveragePool(7),
            new Conv("pre_logits.fc1", channels, hidden, Kernel: 7, Stride: 1, Padding.None, IsDepthwise: false, Bias: true),
            new Activation(),
            new Dropout(0.5),
            new Conv("pre_logits.fc2", hidden, hidden, Kernel: 1, Stride: 1, Padding.None, IsDepthwise: false, Bias: true),
            new Activation(),
            new Dropout(0.5),
            new Flatten(),
            new Linear("head.fc", hidden, classes),
        ];
}
