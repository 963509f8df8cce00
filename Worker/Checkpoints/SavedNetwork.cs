using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Models;
using Sweep.Worker.Randomness;
using static TorchSharp.torch;

namespace Sweep.Worker.Checkpoints;

/// <summary>
/// A network in a file: a checkpoint of ours, or published weights. Its tensors have been checked against its definition.
/// </summary>
public sealed class SavedNetwork : IDisposable
{
    /// <summary>
    /// Ends the name of the tensor in which PyTorch counts a norm's batches; it has no use while the momentum is constant.
    /// </summary>
    private const string IgnoredSuffix = ".num_batches_tracked";

    private readonly SafetensorsReader _reader;
    private readonly Architecture _architecture;

    /// <exception cref="CheckpointException">The tensors do not match the definition: names or shapes differ.</exception>
    internal SavedNetwork(SafetensorsReader reader, NetworkDefinition definition)
    {
        _reader = reader;
        Definition = definition;
        try
        {
            _architecture = definition.Architecture();
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(reader.File, e.Message, inner: e);
        }

        Check();
    }

    public NetworkDefinition Definition { get; }

    /// <summary>All strings of the file, including those that form <see cref="Definition"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _reader.Metadata;

    /// <summary>Reads one of the further tensors that were saved with the network into a tensor of the same shape.</summary>
    public void ReadExtraInto(string name, Tensor destination) => _reader.ReadInto(NetworkCheckpoint.ExtraPrefix + name, destination);

    /// <summary>The definition for continuing this network with other images or classes: it keeps its eps, padding and input.</summary>
    /// <exception cref="CheckpointException">The requested model is a different one.</exception>
    public NetworkDefinition Continue(ModelSettings model, int image, int classes)
    {
        var own = Definition.Model;
        var sameNorm = own.BatchNorm == model.BatchNorm || own.Architecture != "vgg16";
        return own.Architecture == model.Architecture && Math.Abs(own.Width - model.Width) < 1e-6 && sameNorm
            ? Definition with
            {
                Model = model,
                Image = image,
                Classes = classes,
            }
            : throw new CheckpointException(_reader.File, $"it holds {Describe(own)}, but {Describe(model)} is to go on from it.");
    }

    /// <summary>Restores every parameter and statistic bit for bit.</summary>
    /// <param name="network">A network of the same architecture.</param>
    public void RestoreInto(Network network)
    {
        foreach (var (name, tensor) in network.State)
        {
            _reader.ReadInto(name, tensor);
        }
    }

    /// <summary>
    /// Copies this network into another one: all layers up to the last pool, and those behind it up to the first that does not fit. The
    /// remaining layers are initialised at random.
    /// </summary>
    /// <param name="network">A network of the definition that <see cref="Continue"/> returned.</param>
    /// <param name="seed">Seed of the random weights.</param>
    /// <param name="keepClassifier">False initialises the last layer even if it fits, because its classes have another meaning.</param>
    /// <returns>Names of the layers that were initialised at random.</returns>
    public IReadOnlyList<string> TransferInto(Network network, int seed, bool keepClassifier)
    {
        var layers = network.Architecture.Layers;
        var pool = layers.ToList().FindIndex(layer => layer is AveragePool);
        var fits = true;
        var fresh = new List<Layer>();
        for (var i = 0; i < layers.Count; i++)
        {
            var tensors = Tensors(layers[i]).ToList();
            if (i > pool)
            {
                fits &= tensors.All(tensor =>
                    _reader.Entries.TryGetValue(tensor.Name, out var entry) && entry.Shape.SequenceEqual(tensor.Shape)
                );
                fits &= keepClassifier || i < layers.Count - 1;
            }

            if (!fits)
            {
                fresh.Add(layers[i]);
                continue;
            }

            foreach (var (name, _) in tensors)
            {
                _reader.ReadInto(name, network.State[name]);
            }
        }

        network.Initialise(fresh, CounterRandom.For(seed, RandomPurpose.HeadWeights));
        return [.. fresh.Where(layer => layer.Name.Length > 0).Select(layer => layer.Name)];
    }

    /// <summary>
    /// The masks as one bool tensor on the network's device, laid out like <see cref="Network.Flat"/> and as long; null when nothing is
    /// masked.
    /// </summary>
    public Tensor? ReadMasks(Network network)
    {
        if (!_reader.Entries.Keys.Any(IsMask))
        {
            return null;
        }

        var masks = ones(network.Flat.numel(), ScalarType.Bool, network.Device);
        foreach (var view in network.Parameters.Where(view => _reader.Entries.ContainsKey(view.Name + NetworkCheckpoint.MaskSuffix)))
        {
            using var part = view.In(masks);
            _reader.ReadInto(view.Name + NetworkCheckpoint.MaskSuffix, part);
        }

        return masks;
    }

    public void Dispose() => _reader.Dispose();

    private static bool IsMask(string name) => name.EndsWith(NetworkCheckpoint.MaskSuffix, StringComparison.Ordinal);

    private static string Describe(ModelSettings model) =>
        FormattableString.Invariant(
            $"{model.Architecture} of width {model.Width}{(model.Architecture == "vgg16" && !model.BatchNorm ? " without batch norm" : "")}"
        );

    private static IEnumerable<(string Name, IReadOnlyList<long> Shape)> Tensors(Layer layer)
    {
        foreach (var parameter in layer.Parameters)
        {
            yield return (parameter.Name, parameter.Shape);
        }

        if (layer is Norm norm)
        {
            yield return (norm.RunningMean, [norm.Channels]);
            yield return (norm.RunningVariance, [norm.Channels]);
        }
    }

    private void Check()
    {
        var expected = _architecture
            .Layers.SelectMany(Tensors)
            .ToDictionary(tensor => tensor.Name, tensor => tensor.Shape, StringComparer.Ordinal);
        foreach (var (name, shape) in expected)
        {
            if (!_reader.Entries.TryGetValue(name, out var entry))
            {
                throw new CheckpointException(_reader.File, $"{Describe(Definition.Model)} needs it, but it is not there.", name);
            }

            if (!entry.Shape.SequenceEqual(shape))
            {
                throw new CheckpointException(
                    _reader.File,
                    $"its shape is {entry.ShapeText}, but {Describe(Definition.Model)} has [{string.Join(", ", shape)}].",
                    name
                );
            }
        }

        foreach (var name in _reader.Entries.Keys)
        {
            var masked = IsMask(name) ? name[..^NetworkCheckpoint.MaskSuffix.Length] : name;
            var known =
                expected.ContainsKey(masked)
                || name.EndsWith(IgnoredSuffix, StringComparison.Ordinal)
                || name.StartsWith(NetworkCheckpoint.ExtraPrefix, StringComparison.Ordinal);
            if (!known)
            {
                throw new CheckpointException(_reader.File, $"{Describe(Definition.Model)} has no such tensor.", name);
            }
        }
    }
}
