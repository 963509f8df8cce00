using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Checkpoints;

/// <summary>
/// Stores a network as a safetensors file: parameters and running statistics under their published names, a mask for each pruned
/// parameter (<c>….mask</c>, true where a weight is kept), and the further tensors that training needs to continue (<c>resume.…</c>).
/// </summary>
public static class NetworkCheckpoint
{
    internal const string MaskSuffix = ".mask";

    internal const string ExtraPrefix = "resume.";

    /// <param name="stream">Written from its current position; not closed.</param>
    /// <param name="network">The network whose numbers are saved.</param>
    /// <param name="definition">Describes how to build the same network again.</param>
    /// <param name="masks">
    /// Zero (false) where a number is removed. It is laid out like <see cref="Network.Flat"/> and as long, or as long as the prunable part.
    /// Null means a dense network.
    /// </param>
    /// <param name="extra">Further tensors under names that the caller chooses, such as the optimizer's; null means none.</param>
    /// <param name="metadata">Further strings, such as the stage's id; null means none.</param>
    /// <exception cref="ArgumentException">The caller's metadata use a key of the definition.</exception>
    public static void Save(
        Stream stream,
        Network network,
        NetworkDefinition definition,
        Tensor? masks = null,
        IReadOnlyDictionary<string, Tensor>? extra = null,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        using var scope = NewDisposeScope();
        var strings = new Dictionary<string, string>(DefinitionMetadata.Write(definition), StringComparer.Ordinal);
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
        {
            if (!strings.TryAdd(key, value))
            {
                throw new ArgumentException($"The metadata key '{key}' is the network's own.", nameof(metadata));
            }
        }

        var tensors = new Dictionary<string, Tensor>(network.State, StringComparer.Ordinal);
        foreach (var (name, mask) in Masks(network, masks))
        {
            tensors.Add(name, mask);
        }

        foreach (var (name, tensor) in extra ?? new Dictionary<string, Tensor>())
        {
            tensors.Add(ExtraPrefix + name, tensor);
        }

        SafetensorsWriter.Write(stream, tensors, strings);
    }

    /// <summary>Opens what <see cref="Save"/> wrote. The result owns the stream.</summary>
    /// <param name="stream">A stream that can seek.</param>
    /// <param name="file">The file's name, for error messages.</param>
    /// <exception cref="CheckpointException">The file is not a whole, consistent checkpoint of a known version.</exception>
    public static SavedNetwork Open(Stream stream, string file)
    {
        try
        {
            var reader = new SafetensorsReader(stream, file);
            return new SavedNetwork(reader, DefinitionMetadata.Read(reader.Metadata, file));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static IEnumerable<(string Name, Tensor Mask)> Masks(Network network, Tensor? masks)
    {
        if (masks is null)
        {
            yield break;
        }

        var kept = masks.to_type(ScalarType.Bool);
        foreach (var view in network.Parameters.Where(view => view.Offset + view.Count <= kept.numel()))
        {
            var mask = view.In(kept);
            if (!mask.all().ToBoolean())
            {
                yield return (view.Name + MaskSuffix, mask);
            }
        }
    }
}
