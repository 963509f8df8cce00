using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Sweep.Tests.Compat.TorchSharp;

public class LayerTests
{
    [Fact]
    public void Conv2d_StridedAndPadded_MatchesHandCalculation()
    {
        var image = Tensors.Counting(1, 1, 3, 3);
        var kernel = ones(1, 1, 2, 2);

        conv2d(image, kernel).Holds([1, 1, 2, 2], 12f, 16f, 24f, 28f);
        conv2d(image, kernel, tensor(new float[] { 1 }), [2, 2], [1, 1]).Holds([1, 1, 2, 2], 2f, 6f, 12f, 29f);
    }

    [Fact]
    public void Conv2d_PaddedByName_KeepsTheSize()
    {
        var image = ones(1, 1, 3, 3);

        conv2d_padding(image, ones(1, 1, 3, 3), padding: Padding.Same).Holds([1, 1, 3, 3], 4f, 6f, 4f, 6f, 9f, 6f, 4f, 6f, 4f);
        conv2d_padding(image, ones(1, 1, 3, 3)).Holds([1, 1, 1, 1], 9f);
    }

    [Fact]
    public void Conv2d_Depthwise_KeepsChannelsApart()
    {
        var image = Tensors.Counting(1, 2, 2, 2);
        var kernels = tensor(new float[] { 1, 1, 1, 1, 10, 10, 10, 10 }, [2, 1, 2, 2]);

        conv2d(image, kernels, groups: 2).Holds([1, 2, 1, 1], 10f, 260f);
    }

    [Fact]
    public void BatchNorm_Training_NormalisesAndMovesItsStatistics()
    {
        var x = tensor(new float[] { 1, 3, 10, 30 }, [2, 2]).t();
        Tensor mean = zeros(2), variance = ones(2);

        var y = batch_norm(x, mean, variance, training: true, momentum: 0.5, eps: 0);

        y.HoldsAbout([2, 2], -1, -1, 1, 1);
        mean.Holds([2], 1f, 10f);
        variance.Holds([2], 1.5f, 100.5f);
        batch_norm(x, mean, variance, tensor(new float[] { 2, 2 }), tensor(new float[] { 1, 1 }), eps: 0)
            .HoldsAbout([2, 2], 1, 1, 1 + (4 / Math.Sqrt(1.5)), 1 + (40 / Math.Sqrt(100.5)));
    }

    [Fact]
    public void Pools_OverWindows_TakeMaximumOrMean()
    {
        var image = Tensors.Counting(1, 1, 4, 4);

        max_pool2d(image, 2).Holds([1, 1, 2, 2], 6f, 8f, 14f, 16f);
        max_pool2d(image, [2, 2], [1, 1]).sum().Holds([], 99f);
        avg_pool2d(image, 2).Holds([1, 1, 2, 2], 3.5f, 5.5f, 11.5f, 13.5f);
        adaptive_avg_pool2d(image, 1).Holds([1, 1, 1, 1], 8.5f);
        adaptive_avg_pool2d(image, [2, 1]).Holds([1, 1, 2, 1], 4.5f, 12.5f);
    }

    [Fact]
    public void Linear_WithBias_MatchesHandCalculation() =>
        linear(Tensors.Counting(1, 2), Tensors.Counting(2, 2), tensor(new float[] { 10, 20 })).Holds([1, 2], 15f, 31f);

    [Fact]
    public void Relu_InPlace_ChangesItsInput()
    {
        var x = tensor(new float[] { -1, 2 });

        relu(x, inplace: true);
        x.Holds([2], 0f, 2f);
        relu6(x.mul_(5), inplace: true);
        x.Holds([2], 0f, 6f);
    }

    [Fact]
    public void CrossEntropy_Smoothed_MixesInTheMeanOverClasses()
    {
        var logits = tensor(new float[] { 1, 2, 3 }, [1, 3]);
        var label = tensor(new long[] { 2 });
        var p = log_softmax(logits, 1).data<float>().ToArray();

        cross_entropy(logits, label).HoldsAbout([], -p[2]);
        cross_entropy(logits, label, label_smoothing: 0.3).HoldsAbout([], -((0.7 * p[2]) + (0.3 * p.Average())));
        cross_entropy(logits, label, reduction: nn.Reduction.None).HoldsAbout([1], -p[2]);
        nll_loss(log_softmax(logits, 1), label).HoldsAbout([], -p[2]);
    }

    [Fact]
    public void Softmax_OverClasses_SumsToOne() => softmax(Tensors.Counting(2, 3), 1).sum(1).HoldsAbout([2], 1, 1);

    [Fact]
    public void Dropout_OutsideTraining_ChangesNothing()
    {
        dropout(ones(4), 0.5, training: false).Holds([4], 1f, 1f, 1f, 1f);
        Assert.All(dropout(ones(100), 0.5).data<float>(), v => Assert.True(v is 0 or 2));
    }

    [Fact]
    public void Pad_ByMode_FillsItsBorder()
    {
        var row = Tensors.Counting(1, 1, 1, 3);

        pad(row, [1, 2, 0, 0], value: 9).Holds([1, 1, 1, 6], 9f, 1f, 2f, 3f, 9f, 9f);
        pad(row, [2, 0, 0, 0], PaddingModes.Reflect).Holds([1, 1, 1, 5], 3f, 2f, 1f, 2f, 3f);
    }

    [Fact]
    public void Interpolate_Bilinear_MatchesHandCalculation()
    {
        var row = tensor(new float[] { 0, 4 }, [1, 1, 1, 2]);

        interpolate(row, [1, 4], mode: InterpolationMode.Bilinear).Holds([1, 1, 1, 4], 0f, 1f, 3f, 4f);
        interpolate(row, [1, 3], mode: InterpolationMode.Bilinear, align_corners: true).Holds([1, 1, 1, 3], 0f, 2f, 4f);
        interpolate(row, scale_factor: [1, 2]).Holds([1, 1, 1, 4], 0f, 0f, 4f, 4f);
    }

    [Fact]
    public void OneHot_OfLabels_MarksThem() => one_hot(tensor(new long[] { 2, 0 }), 3).Holds([2, 3], 0L, 0L, 1L, 1L, 0L, 0L);
}
