using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Models;
using Sweep.Worker.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using ExternalException = System.Runtime.InteropServices.ExternalException;

namespace Sweep.Tests.Worker.Models;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class NetworkTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Parameters_Always_FillFlatOnceWithPrunableOnesFirst()
    {
        using var network = Build("mobilenet");

        var offset = 0L;
        foreach (var view in network.Parameters)
        {
            Assert.Equal(offset, view.Offset);
            Assert.Equal(view.Offset < network.PrunableCount, view.IsPrunable);
            Assert.Equal(view.IsPrunable, view.Layer is Conv or Linear && view.Name.EndsWith(".weight", StringComparison.Ordinal));
            offset += view.Count;
        }

        Assert.Equal(network.Flat.numel(), offset);
        Assert.Equal(network.Architecture.Parameters, offset);
    }

    [Fact]
    public void Flat_ChangedInPlace_LayersFollow()
    {
        using var network = Build("vgg16");

        network.Flat.fill_(0.5f);

        Assert.All(network.Parameters, view => Assert.Equal(0.5f, view.Tensor.detach().min().ToSingle()));
        Assert.True(network.Parameters.All(view => view.Tensor is { is_leaf: true, requires_grad: true }));
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("mobilenet")]
    public void Parameters_ConvolutionWeights_LieChannelsLast(string architecture)
    {
        using var network = Build(architecture);

        foreach (var view in network.Parameters.Where(view => view.Shape.Count == 4))
        {
            long inputs = view.Shape[1],
                kernel = view.Shape[2];
            Assert.Equal([kernel * kernel * inputs, 1, kernel * inputs, inputs], view.Tensor.stride());
        }
    }

    [Theory]
    [InlineData("vgg16", Precision.Fp32)]
    [InlineData("mobilenet", Precision.Fp32)]
    [InlineData("mobilenet", Precision.Bf16)]
    public void Flatten_GradientsOfChannelsLastImages_AreAlreadyInFlatOrder(string architecture, Precision precision)
    {
        using var network = Build(architecture, precision);
        network.Initialise(seed: 1);

        var logits = network.Forward(Images(8), training: true);
        var weights = network.Parameters.Where(view => view.Shape.Count == 4).ToList();
        logits.sum().backward();

        foreach (var view in weights)
        {
            Assert.True(view.Tensor.grad!.permute(0, 2, 3, 1).is_contiguous(), $"{view.Name} was computed in another memory format.");
        }
    }

    [Fact]
    public void Gradient_BiasBeforeANorm_IsZeroToTheLastBit()
    {
        using var network = Build("vgg16");
        network.Initialise(seed: 1);

        var gradient = network.Gradient(network.Forward(Images(8), training: true).square().sum());

        foreach (var view in network.Parameters)
        {
            var isBeforeANorm = view.Layer is Conv && view.Name.EndsWith(".bias", StringComparison.Ordinal);
            Assert.Equal(isBeforeANorm, view.In(gradient).count_nonzero().ToInt64() == 0);
        }
    }

    [Fact]
    public void Gradient_Again_IsTheSameAndLeavesNothingBehind()
    {
        using var network = Build("vgg16");
        network.Initialise(seed: 1);

        var first = network.Gradient(network.Forward(Images(8), training: true).square().sum());
        var again = network.Gradient(network.Forward(Images(8), training: true).square().sum());

        Assert.Equal(first.Numbers<float>(), again.Numbers<float>());
        Assert.All(network.Parameters, view => Assert.Null(view.Tensor.grad));
    }

    [Fact]
    public void Forward_BatchThatNoMachineHasMemoryFor_Throws()
    {
        Assert.SkipUnless(TestDevice.IsCpu, "cuDNN may refuse so large a batch before it asks for memory.");
        using var network = Build("vgg16");
        using var images = zeros(1, 3, 32, 32).expand(1L << 35, 3, 32, 32);

        var error = Assert.Throws<ExternalException>(() => network.Forward(images, training: true));

        Assert.Contains("can't allocate memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradient_MapsThatNoMachineHasMemoryFor_ThrowsAndTheNextIsRight()
    {
        using var network = Build("vgg16");
        network.Initialise(seed: 1);
        var expected = network.Gradient(network.Forward(Images(8), training: true).square().sum());
        var loss = network.Forward(Images(8), training: true).square().sum();

        // It is a view in the forward pass, and a map of zeros as large as the whole tensor in the backward pass.
        var error = Assert.Throws<ExternalException>(() => network.Gradient(loss.add(loss.expand(1L << 50).select(0, 0))));

        Assert.Contains(TestDevice.IsCpu ? "can't allocate memory" : "out of memory", error.Message, StringComparison.Ordinal);
        var next = network.Gradient(network.Forward(Images(8), training: true).square().sum());
        Assert.Equal(expected.Numbers<float>(), next.Numbers<float>());
    }

    [Fact]
    public void InAndFlatten_AreInverse()
    {
        using var network = Build("mobilenet");
        var vector = arange(network.Flat.numel(), float32).to(TestDevice.Device);

        var back = network.Flatten(network.Parameters.Select(view => view.In(vector).contiguous()));

        Assert.True(back.Equals(vector));
    }

    [Fact]
    public void State_Names_AreThePublishedOnes()
    {
        using var network = Build("mobilenet");

        Assert.Equal(137, network.State.Count);
        Assert.Equal([8, 1, 3, 3], network.State["blocks.0.0.conv_dw.weight"].shape);
        Assert.Equal([8], network.State["bn1.running_var"].shape);
    }

    [Fact]
    public void Forward_Bf16_IsNearFp32AndReturnsFp32()
    {
        using var exact = Build("mobilenet");
        using var rounded = Build("mobilenet", Precision.Bf16);
        exact.Initialise(seed: 1);
        rounded.Initialise(seed: 1);

        var expected = exact.Forward(Images(16), training: true).detach();
        var actual = rounded.Forward(Images(16), training: true).detach();

        Assert.Equal(ScalarType.Float32, actual.dtype);
        var cosine = (actual * expected).sum() / (actual.norm() * expected.norm());
        Assert.InRange(cosine.ToSingle(), 0.95f, 0.999999f);
    }

    [Fact]
    public void Forward_WithoutTraining_LeavesStatisticsAlone()
    {
        using var network = Build("mobilenet");
        network.Initialise(seed: 1);
        var before = network.Statistics.clone();

        network.Forward(Images(4), training: false);
        Assert.True(before.Equals(network.Statistics));

        network.Forward(Images(4), training: true);
        Assert.False(before.Equals(network.Statistics));
    }

    [Fact]
    public void Forward_Dropout_IsAFunctionOfItsRandomNumbers()
    {
        var model = new ModelSettings
        {
            Architecture = "vgg16",
            Width = 0.05,
            BatchNorm = false,
            Head = Head.ImageNet,
        };
        using var network = new Network(ArchitectureCatalogue.Create(model, image: 32, classes: 3), device: TestDevice.Device);
        network.Initialise(seed: 1);

        Tensor Forward(int step) => network.Forward(Images(4), training: true, CounterRandom.For(7, RandomPurpose.Dropout, step)).detach();

        Assert.True(Forward(1).Equals(Forward(1)));
        Assert.False(Forward(1).Equals(Forward(2)));
        Assert.Throws<ArgumentNullException>(() => network.Forward(Images(4), training: true));
        Assert.True(network.Forward(Images(4), training: false).Equals(network.Forward(Images(4), training: false)));
    }

    [Fact]
    public void DropoutStep_Training_ZeroesTheShareAndKeepsTheMean()
    {
        var step = new DropoutStep(probability: 0.25, number: 1);

        var y = step.Forward(ones(100, 1000).to(TestDevice.Device), new Pass(Training: true, new CounterRandom(1, 2)));

        Assert.Equal(0.75, y.count_nonzero().ToInt64() / 1e5, tolerance: 0.01);
        Assert.Equal(1 / 0.75f, y.max().ToSingle(), tolerance: 1e-6f);
    }

    [Fact]
    public void Initialise_Seed_DecidesTheNumbers()
    {
        using var first = Build("vgg16");
        using var again = Build("vgg16");
        using var other = Build("vgg16");
        first.Initialise(seed: 1);
        again.Initialise(seed: 1);
        other.Initialise(seed: 2);

        Assert.True(first.Flat.Equals(again.Flat));
        Assert.False(first.Flat.Equals(other.Flat));
    }

    [Fact]
    public void Initialise_Deviations_AreKaimings()
    {
        using var network = Build("vgg16", width: 0.5);
        network.Initialise(seed: 1);

        double Deviation(string name) => network.State[name].std().ToSingle();
        Assert.Equal(Math.Sqrt(2.0 / (256 * 9)), Deviation("features.34.weight"), tolerance: 2e-4);
        Assert.Equal(0.01, Deviation("head.fc.weight"), tolerance: 1e-3);
        Assert.Equal(0, network.State["features.34.weight"].mean().ToSingle(), tolerance: 2e-4);
        Assert.Equal(0, network.State["features.34.bias"].abs().max().ToSingle());
        Assert.Equal(1, network.State["features.35.weight"].min().ToSingle());
    }

    [Fact]
    public void Initialise_Depthwise_CountsOneFilterAGroup()
    {
        using var network = Build("mobilenet", width: 1);
        network.Initialise(seed: 1);

        Assert.Equal(Math.Sqrt(2.0 / 9), network.State["blocks.4.1.conv_dw.weight"].std().ToSingle(), tolerance: 0.015);
    }

    private static Network Build(string architecture, Precision precision = Precision.Fp32, double width = 0.25) =>
        new(
            ArchitectureCatalogue.Create(new ModelSettings { Architecture = architecture, Width = width }, image: 32, classes: 10),
            precision,
            TestDevice.Device
        );

    private static Tensor Images(int count)
    {
        var pixels = FormulaTensors.Noise("images", count * 3 * 32 * 32).Select(u => (float)(4 * u)).ToArray();
        return tensor(pixels, [count, 3, 32, 32]).to(TestDevice.Device).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }
}
