using System.Globalization;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Models;

namespace Sweep.Worker.Checkpoints;

/// <summary>
/// Loads published weights under timm's names. The names and shapes of the tensors tell which network they belong to. How it was trained
/// (eps, padding, input) is read from the file's metadata; where these say nothing, timm's training is assumed.
/// </summary>
public static class ImportedWeights
{
    private const string KerasInput = "x/127.5-1";

    /// <summary>Side in pixels of the images that a network is assumed to take when its file does not say.</summary>
    private const int DefaultImage = 224;

    /// <exception cref="CheckpointException">The file does not exist, or it holds no network of the architecture catalogue.</exception>
    public static SavedNetwork Load(string path)
    {
        var reader = SafetensorsReader.Open(path);
        try
        {
            return new SavedNetwork(reader, Recognise(reader));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static NetworkDefinition Recognise(SafetensorsReader reader)
    {
        if (reader.Entries.ContainsKey("conv_stem.weight") && Rows(reader, "classifier.weight") is { } mobileNetClasses)
        {
            var model = new ModelSettings { Architecture = "mobilenet", Width = Columns(reader, "classifier.weight") / 1024.0 };
            return Define(reader, model, mobileNetClasses, InputNormalisation.PlusMinusOne);
        }

        if (reader.Entries.ContainsKey("features.0.weight") && Rows(reader, "head.fc.weight") is { } vggClasses)
        {
            var batchNorm = reader.Entries.ContainsKey("features.1.running_mean");
            var filters =
                Rows(reader, batchNorm ? "features.40.weight" : "features.28.weight")
                ?? throw new CheckpointException(
                    reader.File,
                    "it has VGG's names but not VGG16's last convolution; VGG16 is the only depth here."
                );
            var head = reader.Entries.ContainsKey("pre_logits.fc1.weight") ? Head.ImageNet : Head.Compact;
            var model = new ModelSettings
            {
                Architecture = "vgg16",
                Width = filters / 512.0,
                BatchNorm = batchNorm,
                Head = head,
            };
            return Define(reader, model, vggClasses, InputNormalisation.ImageNet);
        }

        throw new CheckpointException(
            reader.File,
            "its tensors have the names of no network here. timm's are known: VGG16 (features.0.weight … head.fc.weight) and MobileNet V1 (conv_stem.weight … classifier.weight)."
        );
    }

    private static NetworkDefinition Define(SafetensorsReader reader, ModelSettings model, int classes, InputNormalisation input) =>
        new()
        {
            Model = model,
            Image = Number(reader, "resolution", int.Parse, DefaultImage),
            Classes = classes,
            Variant = new ArchitectureVariant
            {
                NormEps = Number(reader, "bn_eps", double.Parse, ArchitectureVariant.Default.NormEps),
                Padding = Word(reader, "padding", Padding.Symmetric, ("symmetric", Padding.Symmetric), ("tf-same", Padding.TfSame)),
            },
            Input = Word(reader, "input", input, (KerasInput, InputNormalisation.PlusMinusOne)),
        };

    private static T Word<T>(SafetensorsReader reader, string key, T absent, params (string Text, T Value)[] known)
    {
        if (!reader.Metadata.TryGetValue(key, out var text))
        {
            return absent;
        }

        var found = known.Where(entry => entry.Text == text).ToList();
        return found.Count == 1
            ? found[0].Value
            : throw new CheckpointException(
                reader.File,
                $"its metadata say '{key}' is '{text}'; known are: {string.Join(", ", known.Select(entry => entry.Text))}."
            );
    }

    private static T Number<T>(SafetensorsReader reader, string key, Func<string, IFormatProvider, T> parse, T absent)
    {
        try
        {
            return reader.Metadata.TryGetValue(key, out var text) ? parse(text, CultureInfo.InvariantCulture) : absent;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new CheckpointException(
                reader.File,
                $"its metadata say '{key}' is '{reader.Metadata[key]}', which is not a number.",
                inner: e
            );
        }
    }

    private static int? Rows(SafetensorsReader reader, string name) => Length(reader, name, 0);

    private static int Columns(SafetensorsReader reader, string name) => Length(reader, name, 1) ?? 0;

    /// <summary>
    /// The length of one dimension; null when there is no such tensor or dimension. Absurd lengths fail when the network is checked.
    /// </summary>
    private static int? Length(SafetensorsReader reader, string name, int dimension) =>
        reader.Entries.TryGetValue(name, out var entry) && entry.Shape.Count > dimension
            ? (int)Math.Min(int.MaxValue, entry.Shape[dimension])
            : null;
}
