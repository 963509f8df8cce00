using System.Globalization;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Models;

namespace Sweep.Worker.Checkpoints;

/// <summary>
/// Writes a <see cref="NetworkDefinition"/> as the metadata strings of a safetensors file, and reads it back without loss.
/// </summary>
internal static class DefinitionMetadata
{
    private const string Format = "sweep-network";

    /// <summary>Increase it when a reader of the previous version would misread the file.</summary>
    private const string Version = "1";

    public static IReadOnlyDictionary<string, string> Write(NetworkDefinition definition)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["format-version"] = Version,
            ["architecture"] = definition.Model.Architecture,
            ["width"] = Text(definition.Model.Width),
            ["batch-norm"] = definition.Model.BatchNorm.ToString(),
            ["head"] = definition.Model.Head.ToString(),
            ["image"] = Text(definition.Image),
            ["classes"] = Text(definition.Classes),
            ["norm-eps"] = Text(definition.Variant.NormEps),
            ["padding"] = definition.Variant.Padding.ToString(),
        };
        if (definition.Input is { } input)
        {
            metadata["input-mean"] = string.Join(' ', input.Mean.Select(Text));
            metadata["input-std"] = string.Join(' ', input.Std.Select(Text));
        }

        return metadata;
    }

    /// <exception cref="CheckpointException">The file was not written by <see cref="Write"/>.</exception>
    public static NetworkDefinition Read(IReadOnlyDictionary<string, string> metadata, string file)
    {
        if (metadata.GetValueOrDefault("format") != Format || metadata.GetValueOrDefault("format-version") != Version)
        {
            throw new CheckpointException(
                file,
                $"it is of format '{metadata.GetValueOrDefault("format")}' version '{metadata.GetValueOrDefault("format-version")}'; '{Format}' version '{Version}' is read here."
            );
        }

        try
        {
            return new NetworkDefinition
            {
                Model = new ModelSettings
                {
                    Architecture = metadata["architecture"],
                    Width = Number(metadata["width"]),
                    BatchNorm = bool.Parse(metadata["batch-norm"]),
                    Head = Enum.Parse<Head>(metadata["head"]),
                },
                Image = int.Parse(metadata["image"], CultureInfo.InvariantCulture),
                Classes = int.Parse(metadata["classes"], CultureInfo.InvariantCulture),
                Variant = new ArchitectureVariant
                {
                    NormEps = Number(metadata["norm-eps"]),
                    Padding = Enum.Parse<Padding>(metadata["padding"]),
                },
                Input = metadata.ContainsKey("input-mean")
                    ? new InputNormalisation(Numbers(metadata["input-mean"]), Numbers(metadata["input-std"]))
                    : null,
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            throw new CheckpointException(file, $"its metadata does not describe a network: {e.Message}", inner: e);
        }
    }

    private static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double[] Numbers(string text) =>
        text.Split(' ') is { Length: Architecture.InputChannels } parts
            ? [.. parts.Select(Number)]
            : throw new FormatException($"'{text}' is not {Architecture.InputChannels} numbers.");
}
