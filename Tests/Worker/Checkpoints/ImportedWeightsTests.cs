using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data;
using Sweep.Tests.Worker.Models;
using Sweep.Tests.Worker.Running;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Models;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Sweep.Contracts.Architectures.Padding;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class ImportedWeightsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Load_RealImageNetWeights_LogitsEqualPyTorch()
    {
        using var saved = ImportedWeights.Load(RealWeights());
        using var network = new Network(saved.Definition.Architecture());
        saved.RestoreInto(network);

        using var guard = no_grad();
        var logits = network.Forward(SmoothImage(), training: false).data<float>().ToArray();

        var scale = ReferenceCase.ImageNetLogits.Max(Math.Abs);
        Assert.Equal(1000, logits.Length);
        Assert.All(ReferenceCase.ImageNetLogits.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * scale));
    }

    [Fact]
    public void Load_RealImageNetWeights_TakesEpsPaddingAndInputFromTheFile()
    {
        using var saved = ImportedWeights.Load(RealWeights());

        Assert.Equal(new ModelSettings { Architecture = "mobilenet", Width = 0.25 }, saved.Definition.Model);
        Assert.Equal(new ArchitectureVariant { NormEps = 1e-3, Padding = Padding.TfSame }, saved.Definition.Variant);
        Assert.Equal((224, 1000), (saved.Definition.Image, saved.Definition.Classes));
        Assert.Equal([0.5, 0.5, 0.5], saved.Definition.Input!.Mean);
        Assert.Equal([0.5, 0.5, 0.5], saved.Definition.Input.Std);
    }

    [Theory]
    [InlineData("mobilenet", 0.5, true, Head.Compact, 0.5)]
    [InlineData("vgg16", 0.125, true, Head.ImageNet, 0.485)]
    [InlineData("vgg16", 0.125, false, Head.ImageNet, 0.485)]
    [InlineData("vgg16", 0.25, true, Head.Compact, 0.485)]
    public void Load_TimmsNamesWithoutMetadata_RecognisesTheNetwork(
        string architecture,
        double width,
        bool batchNorm,
        Head head,
        double mean
    )
    {
        var model = new ModelSettings
        {
            Architecture = architecture,
            Width = width,
            BatchNorm = batchNorm,
            Head = head,
        };
        var path = Write(ArchitectureCatalogue.Create(model, 224, 6), new() { ["format"] = "pt" });

        using var saved = ImportedWeights.Load(path);

        Assert.Equal(
            (architecture, width, batchNorm),
            (saved.Definition.Model.Architecture, saved.Definition.Model.Width, saved.Definition.Model.BatchNorm)
        );
        Assert.Equal(6, saved.Definition.Classes);
        Assert.Equal(ArchitectureVariant.Default, saved.Definition.Variant);
        Assert.Equal(mean, saved.Definition.Input!.Mean[0]);
    }

    [Fact]
    public void Load_CountersOfBatches_AreIgnored()
    {
        var path = Write(MobileNet(classes: 5), [], tensors => tensors["bn1.num_batches_tracked"] = tensor(3L));

        using var saved = ImportedWeights.Load(path);

        Assert.Equal(5, saved.Definition.Classes);
    }

    [Theory]
    [InlineData("blocks.2.1.bn1.bias", "is not there")]
    [InlineData("classifier.weight", "names of no network")]
    public void Load_TensorMissing_SaysWhich(string name, string reason)
    {
        var path = Write(MobileNet(classes: 5), [], tensors => tensors.Remove(name));

        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => ImportedWeights.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TensorTooMany_SaysWhich()
    {
        var path = Write(MobileNet(classes: 5), [], tensors => tensors["conv_head.weight"] = zeros(3));

        Assert.Equal("conv_head.weight", Assert.Throws<CheckpointException>(() => ImportedWeights.Load(path)).Tensor);
    }

    [Fact]
    public void Load_WrongShape_SaysBothShapes()
    {
        var path = Write(MobileNet(classes: 5), [], tensors => tensors["blocks.1.0.conv_pw.weight"] = zeros(32, 16, 3, 3));

        Assert.Contains(
            "[32, 16, 3, 3], but mobilenet of width 0.25 has [32, 16, 1, 1]",
            Assert.Throws<CheckpointException>(() => ImportedWeights.Load(path)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Otherwise training would seem to have diverged, and the error would recommend a lower learning rate.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task RunAsync_WeightsThatAreNotFinite_AreRefusedWithTheTensor(float value)
    {
        const string name = "blocks.1.0.conv_pw.weight";
        using var engine = new EngineFixture();
        var path = Write(MobileNet(classes: 5), [], tensors => tensors[name][3].fill_(value));
        var weights = Directory.CreateDirectory(Path.Combine(engine.Folders.Read[0], "weights")).FullName;
        File.Move(path, Path.Combine(weights, "odd.safetensors"));
        var stage = EngineFixture.Train("mobilenet");

        var error = await Assert.ThrowsAsync<CheckpointException>(() =>
            engine.RunAsync(stage with { Model = stage.Model with { Width = 0.25 }, Weights = new WeightsSource("odd.safetensors") })
        );

        Assert.Equal((Path.Combine(weights, "odd.safetensors"), name), (error.File, error.Tensor));
        Assert.Contains("NaN or infinity", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("padding", "circular", "symmetric, tf-same")]
    [InlineData("input", "x", "x/127.5-1")]
    [InlineData("bn_eps", "small", "not a number")]
    public void Load_UnknownMetadata_IsRefusedNotGuessed(string key, string value, string hint)
    {
        var path = Write(MobileNet(classes: 5), new() { [key] = value });

        Assert.Contains(hint, Assert.Throws<CheckpointException>(() => ImportedWeights.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransferInto_OtherClasses_KeepsTheBodyAndBeginsTheHeadAfresh()
    {
        using var saved = ImportedWeights.Load(Write(MobileNet(classes: 5), []));
        var definition = saved.Continue(saved.Definition.Model, image: 32, classes: 3);
        using var network = new Network(definition.Architecture());

        var fresh = saved.TransferInto(network, seed: 1, keepClassifier: true);

        Assert.Equal(["classifier"], fresh);
        Assert.Equal(FormulaTensors.Of("conv_stem.weight", [8, 3, 3, 3]), network.State["conv_stem.weight"].contiguous().data<float>());
        Assert.Equal(FormulaTensors.Of("bn1.running_var", [8]), network.State["bn1.running_var"].data<float>());
        Assert.Equal(0.01, network.State["classifier.weight"].std().ToSingle(), tolerance: 0.001);
        Assert.Equal(saved.Definition.Input, definition.Input);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TransferInto_AsManyClasses_KeepsTheHeadOnlyIfAsked(bool keep)
    {
        using var saved = ImportedWeights.Load(Write(MobileNet(classes: 5), []));
        using var network = new Network(saved.Continue(saved.Definition.Model, image: 64, classes: 5).Architecture());

        var fresh = saved.TransferInto(network, seed: 1, keepClassifier: keep);

        Assert.Equal(keep ? [] : ["classifier"], fresh);
        var same = network.State["classifier.weight"].data<float>().SequenceEqual(FormulaTensors.Of("classifier.weight", [5, 256]));
        Assert.Equal(keep, same);
    }

    [Theory]
    [InlineData(Head.ImageNet, new[] { "head.fc" })]
    [InlineData(Head.Compact, new[] { "head.fc" })]
    public void TransferInto_VggFromImageNetHead_KeepsHiddenLayersWhereThereAreAny(Head head, string[] fresh)
    {
        var model = new ModelSettings
        {
            Architecture = "vgg16",
            Width = 0.125,
            Head = Head.ImageNet,
        };
        using var saved = ImportedWeights.Load(Write(ArchitectureCatalogue.Create(model, 224, 5), []));
        using var network = new Network(saved.Continue(model with { Head = head }, image: 64, classes: 3).Architecture());

        Assert.Equal(fresh, saved.TransferInto(network, seed: 1, keepClassifier: true));
        Assert.Equal(FormulaTensors.Of("features.40.bias", [64]), network.State["features.40.bias"].data<float>());
    }

    [Fact]
    public void TransferInto_VggFromCompactHead_BeginsHiddenLayersAfresh()
    {
        var model = new ModelSettings
        {
            Architecture = "vgg16",
            Width = 0.125,
            Head = Head.Compact,
        };
        using var saved = ImportedWeights.Load(Write(ArchitectureCatalogue.Create(model, 32, 5), []));
        using var network = new Network(saved.Continue(model with { Head = Head.ImageNet }, image: 64, classes: 5).Architecture());

        Assert.Equal(["pre_logits.fc1", "pre_logits.fc2", "head.fc"], saved.TransferInto(network, seed: 1, keepClassifier: true));
    }

    [Theory]
    [InlineData("mobilenet", 0.5)]
    [InlineData("vgg16", 0.25)]
    public void Continue_AnotherModel_IsRefused(string architecture, double width)
    {
        using var saved = ImportedWeights.Load(Write(MobileNet(classes: 5), []));

        var error = Assert.Throws<CheckpointException>(() =>
            saved.Continue(new ModelSettings { Architecture = architecture, Width = width }, 32, 5)
        );

        Assert.Contains("it holds mobilenet of width 0.25", error.Message, StringComparison.Ordinal);
    }

    private static string RealWeights()
    {
        var shared = SharedData.Folders("").Read[0];
        return Path.Combine(shared, "weights", "mobilenetv1_025_imagenet.safetensors");
    }

    private static Architecture MobileNet(int classes) =>
        ArchitectureCatalogue.Create(new ModelSettings { Architecture = "mobilenet", Width = 0.25 }, 224, classes);

    private static Tensor SmoothImage()
    {
        var pixels = new float[3 * 224 * 224];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (c, y, x) = (i / (224 * 224), i / 224 % 224, i % 224);
            pixels[i] = MathF.Sin(0.05f * (c + 1) * y) * MathF.Cos(0.07f * x);
        }

        return tensor(pixels, [1, 3, 224, 224]).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    private string Write(Architecture architecture, Dictionary<string, string> metadata, Action<Dictionary<string, Tensor>>? change = null)
    {
        using var network = new Network(architecture);
        var tensors = network.State.ToDictionary(
            entry => entry.Key,
            entry => tensor(FormulaTensors.Of(entry.Key, entry.Value.shape), entry.Value.shape)
        );
        change?.Invoke(tensors);
        var path = Path.Combine(_folder.Path, "weights.safetensors");
        using var stream = File.Create(path);
        SafetensorsWriter.Write(stream, tensors, metadata);
        return path;
    }
}
