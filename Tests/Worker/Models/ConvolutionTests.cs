using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Models;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Tests.Worker.Models;

/// <summary>
/// Tests that every convolution of our networks is right on this machine; libtorch's are not right everywhere, see NativeRuntime.
/// </summary>
[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class ConvolutionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <summary>In double precision libtorch does not use oneDNN.</summary>
    [Theory]
    [InlineData("mobilenet", 1, 4, ScalarType.Float32, 1e-4)]
    [InlineData("mobilenet", 1, 64, ScalarType.Float32, 1e-4)]
    [InlineData("mobilenet", 1, 64, ScalarType.BFloat16, 3e-2)]
    [InlineData("mobilenet", 0.5, 64, ScalarType.Float32, 1e-4)]
    [InlineData("mobilenet", 0.25, 64, ScalarType.Float32, 1e-4)]
    [InlineData("vgg16", 1, 4, ScalarType.Float32, 1e-4)]
    [InlineData("vgg16", 0.25, 64, ScalarType.Float32, 1e-4)]
    [InlineData("vgg16", 0.25, 64, ScalarType.BFloat16, 3e-2)]
    public void Convolution_EveryLayer_IsWhatDoublePrecisionGives(string name, double width, int batch, ScalarType type, double tolerance)
    {
        var architecture = ArchitectureCatalogue.Create(new ModelSettings { Architecture = name, Width = width }, image: 32, classes: 10);
        var shapes = architecture
            .Costs()
            .Where(cost => cost.Layer is Conv)
            .Select(cost => (Conv: (Conv)cost.Layer with { Name = "" }, cost.Input.Side))
            .Distinct();
        foreach (var (conv, side) in shapes)
        {
            using var layer = NewDisposeScope();
            var images = randn([batch, side, side, conv.In], generator: new Generator(1))
                .to(TestDevice.Device)
                .permute(0, 3, 1, 2)
                .requires_grad_();
            var weight = randn([conv.Out, conv.Kernel, conv.Kernel, conv.In / conv.Groups], generator: new Generator(2))
                .to(TestDevice.Device)
                .permute(0, 3, 1, 2)
                .requires_grad_();
            var wish = randn(
                    [batch, conv.Output(new Shape(conv.In, side)).Side, conv.Output(new Shape(conv.In, side)).Side, conv.Out],
                    generator: new Generator(3)
                )
                .to(TestDevice.Device)
                .permute(0, 3, 1, 2);

            var single = Gradients(
                Step.Convolution(conv, side, weight, null, trainsBias: true, type).Forward(images, new Pass(true, null)),
                images,
                weight,
                wish
            );
            var (exactImages, exactWeight) = (images.detach().@double().requires_grad_(), weight.detach().@double().requires_grad_());
            var (stride, padding) = (conv.Stride, conv.Kernel / 2);
            var exact = Gradients(
                F.conv2d(exactImages, exactWeight, null, [stride, stride], [padding, padding], groups: conv.Groups),
                exactImages,
                exactWeight,
                wish
            );

            Assert.All(
                single.Zip(exact),
                pair =>
                {
                    var error = (pair.First - pair.Second).abs().max().item<double>() / pair.Second.abs().max().item<double>();
                    Assert.True(error < tolerance, $"{conv} of {side}×{side}, {batch} images: off by {error:E1} of the largest.");
                }
            );
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PointwiseStep_WithBias_IsWhatDoublePrecisionGives(bool trainsBias)
    {
        var weight = randn([24, 1, 1, 16], generator: new Generator(1)).permute(0, 3, 1, 2);
        var bias = randn([24], generator: new Generator(2));
        var images = randn([3, 5, 5, 16], generator: new Generator(3)).permute(0, 3, 1, 2);

        var maps = new PointwiseStep(weight, bias, trainsBias, float32).Forward(images, new Pass(true, null));

        var exact = F.conv2d(images.@double(), weight.@double(), trainsBias ? bias.@double() : null);
        Assert.Equal([3, 24, 5, 5], maps.shape);
        Assert.Equal([5 * 5 * 24, 1, 5 * 24, 24], maps.stride());
        Assert.True((maps - exact).abs().max().item<double>() < 1e-4);
    }

    /// <summary>Maps, and the gradients of images and weights, in double precision.</summary>
    private static Tensor[] Gradients(Tensor maps, Tensor images, Tensor weight, Tensor wish)
    {
        (maps * wish.to_type(maps.dtype)).sum().backward();
        return [maps.detach().@double(), images.grad!.@double(), weight.grad!.@double()];
    }
}
