namespace Sweep.Contracts.Architectures;

/// <summary>MobileNet V1 (Howard et al. 2017) under timm's names: a stem, then pairs of a depthwise and a pointwise convolution.</summary>
internal static class MobileNet
{
    private const int StemChannels = 32;

    /// <summary>
    /// From the smallest resolution that the paper trains on, its strides are kept (32 in all). Below, the stem does not reduce the size,
    /// so that 32 pixels end as 2×2 maps and not as a single pixel, which is common practice for CIFAR. The weights fit both.
    /// </summary>
    private const int SmallestStridedStem = 128;

    private const double Ceiling = 6;

    /// <summary>Channels and blocks of each group; every group except the first halves the maps in its first block.</summary>
    private static readonly (int Channels, int Blocks)[] _stages = [(64, 1), (128, 2), (256, 2), (512, 6), (1024, 2)];

    public static IEnumerable<Layer> Layers(double width, int image, int classes, ArchitectureVariant variant)
    {
        var channels = Channels.Scale(StemChannels, width);
        var stemStride = image >= SmallestStridedStem ? 2 : 1;
        yield return new Conv(
            "conv_stem",
            Architecture.InputChannels,
            channels,
            Kernel: 3,
            stemStride,
            variant.Padding,
            IsDepthwise: false,
            Bias: false
        );
        yield return new Norm("bn1", channels, variant.NormEps);
        yield return new Activation(Ceiling);

        for (var stage = 0; stage < _stages.Length; stage++)
        {
            var filters = Channels.Scale(_stages[stage].Channels, width);
            for (var block = 0; block < _stages[stage].Blocks; block++)
            {
                var name = $"blocks.{stage}.{block}";
                var stride = stage > 0 && block == 0 ? 2 : 1;
                yield return new Conv(
                    $"{name}.conv_dw",
                    channels,
                    channels,
                    Kernel: 3,
                    stride,
                    variant.Padding,
                    IsDepthwise: true,
                    Bias: false
                );
                yield return new Norm($"{name}.bn1", channels, variant.NormEps);
                yield return new Activation(Ceiling);
                yield return new Conv(
                    $"{name}.conv_pw",
                    channels,
                    filters,
                    Kernel: 1,
                    Stride: 1,
                    Padding.None,
                    IsDepthwise: false,
                    Bias: false
                );
                yield return new Norm($"{name}.bn2", filters, variant.NormEps);
                yield return new Activation(Ceiling);
                channels = filters;
            }
        }

        yield return new AveragePool(1);
        yield return new Flatten();
        yield return new Linear("classifier", channels, classes);
    }
}
