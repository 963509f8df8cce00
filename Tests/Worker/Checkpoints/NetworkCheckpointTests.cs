using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Models;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Sweep.Contracts.Architectures.Padding;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class NetworkCheckpointTests : IDisposable
{
    private static readonly NetworkDefinition _definition = new()
    {
        Model = new ModelSettings { Architecture = "mobilenet", Width = 0.25 },
        Image = 32,
        Classes = 10,
        Variant = new ArchitectureVariant { NormEps = 1e-3, Padding = Padding.TfSame },
        Input = new InputNormalisation([0.1, 1 / 3.0, 0.5], [0.2, 0.25, 2 / 7.0]),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void SaveThenRestore_Everything_ComesBackBitForBit()
    {
        using var network = Trained(_definition, seed: 1);
        using var other = Trained(_definition, seed: 2);

        using var saved = RoundTrip(network, _definition);
        saved.RestoreInto(other);

        Assert.True(network.Flat.Equals(other.Flat));
        Assert.True(network.Statistics.Equals(other.Statistics));
        Assert.Equal(_definition with { Input = null }, saved.Definition with { Input = null });
        Assert.Equal(_definition.Input!.Mean, saved.Definition.Input!.Mean);
        Assert.Equal(_definition.Input.Std, saved.Definition.Input.Std);
    }

    [Fact]
    public void Save_Names_ArePublishedOnesInPyTorchsOrder()
    {
        using var network = Trained(_definition, seed: 1);
        using var stream = new MemoryStream();
        NetworkCheckpoint.Save(stream, network, _definition);

        using var reader = new SafetensorsReader(stream, "f");

        Assert.Equal(137, reader.Entries.Count);
        Assert.Equal([16, 8, 1, 1], reader.Entries["blocks.0.0.conv_pw.weight"].Shape);
        var stem = reader.Read("conv_stem.weight");
        Assert.True(stem.is_contiguous() && stem.Equals(network.State["conv_stem.weight"]));
    }

    [Fact]
    public void Save_Masks_OnlyOfPrunedParametersAndBackInPlace()
    {
        using var network = Trained(_definition, seed: 1);
        var masks = ones(network.Flat.numel(), ScalarType.Bool);
        var pruned = network.Parameters.Single(view => view.Name == "blocks.1.0.conv_pw.weight");
        var shift = network.Parameters.Single(view => view.Name == "bn1.bias");
        masks[pruned.Offset + 5] = tensor(false);
        masks[shift.Offset + 1] = tensor(false);

        using var saved = RoundTrip(network, _definition, masks);

        Assert.True(saved.ReadMasks(network)!.Equals(masks));
        Assert.Equal(
            ["blocks.1.0.conv_pw.weight.mask", "bn1.bias.mask"],
            Names(network, masks).Where(name => name.EndsWith(".mask", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Save_MasksOfPrunablePartAlone_AreAccepted()
    {
        using var network = Trained(_definition, seed: 1);
        var masks = ones(network.PrunableCount, ScalarType.Bool);
        masks[0] = tensor(false);

        using var saved = RoundTrip(network, _definition, masks);

        Assert.Equal(network.Flat.numel() - 1, saved.ReadMasks(network)!.sum().ToInt64());
    }

    [Fact]
    public void ReadMasks_DenseNetwork_IsNull()
    {
        using var network = Trained(_definition, seed: 1);

        using var saved = RoundTrip(network, _definition, ones(network.Flat.numel(), ScalarType.Bool));

        Assert.Null(saved.ReadMasks(network));
    }

    [Fact]
    public void Save_ExtraTensorsAndStrings_ComeBack()
    {
        using var network = Trained(_definition, seed: 1);
        using var stream = new MemoryStream();
        NetworkCheckpoint.Save(
            stream,
            network,
            _definition,
            extra: new Dictionary<string, Tensor> { ["momentum"] = network.Flat * 2 },
            metadata: new Dictionary<string, string> { ["step"] = "17" }
        );

        using var saved = NetworkCheckpoint.Open(stream, "f");
        var momentum = zeros_like(network.Flat);
        saved.ReadExtraInto("momentum", momentum);

        Assert.True(momentum.Equals(network.Flat * 2));
        Assert.Equal("17", saved.Metadata["step"]);
    }

    [Fact]
    public void Save_MetadataWithAKeyOfTheNetwork_Throws()
    {
        using var network = Trained(_definition, seed: 1);

        Assert.Throws<ArgumentException>(() =>
            NetworkCheckpoint.Save(Stream.Null, network, _definition, metadata: new Dictionary<string, string> { ["width"] = "1" })
        );
    }

    [Fact]
    public void Open_OtherVersion_SaysWhichIsRead()
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [], new Dictionary<string, string> { ["format"] = "sweep-network", ["format-version"] = "2" });

        var error = Assert.Throws<CheckpointException>(() => NetworkCheckpoint.Open(stream, "f"));

        Assert.Contains("version '2'; 'sweep-network' version '1' is read", error.Message, StringComparison.Ordinal);
        Assert.False(stream.CanRead);
    }

    [Theory]
    [InlineData("width", "0.5", "conv_stem.weight")]
    [InlineData("architecture", "vgg16", "features.0.weight")]
    [InlineData("classes", "11", "classifier.weight")]
    public void Open_TensorsOfAnotherNetwork_NamesTheFirst(string key, string value, string tensorName)
    {
        using var network = Trained(_definition, seed: 1);

        Assert.Equal(tensorName, Assert.Throws<CheckpointException>(() => Reopen(network, strings => strings[key] = value)).Tensor);
    }

    [Theory]
    [InlineData("width", "wide")]
    [InlineData("width", "-1")]
    [InlineData("padding", "Sideways")]
    [InlineData("classes", "99999999999")]
    [InlineData("input-mean", "1 2")]
    [InlineData("architecture", "resnet")]
    public void Open_NonsenseMetadata_IsRefused(string key, string value)
    {
        using var network = Trained(_definition, seed: 1);

        Assert.Throws<CheckpointException>(() => Reopen(network, strings => strings[key] = value));
    }

    [Fact]
    public void Open_MissingMetadata_IsRefused()
    {
        using var network = Trained(_definition, seed: 1);

        Assert.Contains(
            "'image'",
            Assert.Throws<CheckpointException>(() => Reopen(network, strings => strings.Remove("image"))).Message,
            StringComparison.Ordinal
        );
    }

    private static Network Trained(NetworkDefinition definition, int seed)
    {
        var network = new Network(definition.Architecture());
        network.Initialise(seed);
        network.Statistics.add_(seed);
        return network;
    }

    private static SavedNetwork RoundTrip(Network network, NetworkDefinition definition, Tensor? masks = null)
    {
        var stream = new MemoryStream();
        NetworkCheckpoint.Save(stream, network, definition, masks);
        return NetworkCheckpoint.Open(stream, "test.safetensors");
    }

    private static IEnumerable<string> Names(Network network, Tensor masks)
    {
        using var stream = new MemoryStream();
        NetworkCheckpoint.Save(stream, network, _definition, masks);
        using var reader = new SafetensorsReader(stream, "f");
        return reader.Entries.Keys;
    }

    /// <summary>Saves the network, changes the metadata and opens the file again.</summary>
    private static void Reopen(Network network, Action<Dictionary<string, string>> change)
    {
        using var stream = new MemoryStream();
        NetworkCheckpoint.Save(stream, network, _definition);
        using var reader = new SafetensorsReader(stream, "f");
        var strings = new Dictionary<string, string>(reader.Metadata);
        change(strings);
        var changed = new MemoryStream();
        SafetensorsWriter.Write(changed, network.State, strings);
        NetworkCheckpoint.Open(changed, "f").Dispose();
    }
}
