using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Models;

namespace Sweep.Tests.Worker.Models;

/// <summary>One network of Reference/reference.json, with the results that PyTorch computed for it.</summary>
internal sealed record ReferenceCase
{
    private static readonly Lazy<ReferenceFile> _file = new(() =>
    {
        using var stream = typeof(ReferenceCase).Assembly.GetManifestResourceStream("reference.json")!;
        return JsonSerializer.Deserialize<ReferenceFile>(stream, JsonSerializerOptions.Web)!;
    });

    public required string Name { get; init; }

    public required string Architecture { get; init; }

    public required double Width { get; init; }

    public required bool BatchNorm { get; init; }

    public required Head Head { get; init; }

    public required string Padding { get; init; }

    public required double Eps { get; init; }

    public required int Image { get; init; }

    public required int Classes { get; init; }

    public required int Batch { get; init; }

    /// <summary>Whether the second forward pass trains; its gradients and statistics are recorded. The first pass never trains.</summary>
    public required bool Training { get; init; }

    /// <summary>Tolerance relative to each gradient's norm.</summary>
    public required double GradientTolerance { get; init; }

    public required float[] EvalLogits { get; init; }

    public required float[] TrainLogits { get; init; }

    /// <summary>For each parameter, the projection of its gradient on noise, and its norm.</summary>
    public required IReadOnlyDictionary<string, double[]> Gradients { get; init; }

    /// <summary>For each running statistic, its values after the second pass.</summary>
    public required IReadOnlyDictionary<string, double[]> Statistics { get; init; }

    public static IReadOnlyList<ReferenceCase> All => _file.Value.Networks;

    public static float[] ImageNetLogits => _file.Value.ImageNetLogits;

    [JsonIgnore]
    public NetworkDefinition Definition =>
        new()
        {
            Model = new ModelSettings
            {
                Architecture = Architecture,
                Width = Width,
                BatchNorm = BatchNorm,
                Head = Head,
            },
            Image = Image,
            Classes = Classes,
            Variant = new ArchitectureVariant
            {
                NormEps = Eps,
                Padding =
                    Padding == "tf-same" ? Sweep.Contracts.Architectures.Padding.TfSame : Sweep.Contracts.Architectures.Padding.Symmetric,
            },
        };

    public override string ToString() => Name;

    private sealed record ReferenceFile(float[] ImageNetLogits, IReadOnlyList<ReferenceCase> Networks);
}
