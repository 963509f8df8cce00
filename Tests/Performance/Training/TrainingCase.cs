using System.Globalization;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Performance.Training;

/// <summary>What is trained, and on how many threads.</summary>
internal sealed record TrainingCase(ModelSettings Model, int Threads)
{
    public const int Batch = 128;

    public const int Image = 32;

    /// <summary>Steps between two turns.</summary>
    public const int StepsPerRound = 12;

    /// <summary>Images that a loop draws its batches from: more than the processor's caches hold.</summary>
    public const int Images = 10_000;

    public const int Classes = 10;

    public static IReadOnlyList<TrainingCase> All { get; } =
    [
        new(new ModelSettings { Architecture = "vgg16", Width = 0.25 }, 1),
        new(new ModelSettings { Architecture = "vgg16", Width = 0.25 }, 2),
        new(new ModelSettings { Architecture = "mobilenet", Width = 0.5 }, 1),
        new(new ModelSettings { Architecture = "mobilenet", Width = 0.5 }, 2),
    ];

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Model.Architecture} ×{Model.Width}");

    public Architecture Architecture => ArchitectureCatalogue.Create(Model, Image, Classes);

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public IReadOnlyList<string> Arguments =>
        [Model.Architecture, Model.Width.ToString(CultureInfo.InvariantCulture), Threads.ToString(CultureInfo.InvariantCulture)];

    public static TrainingCase Parse(IReadOnlyList<string> arguments) =>
        new(
            new ModelSettings { Architecture = arguments[0], Width = double.Parse(arguments[1], CultureInfo.InvariantCulture) },
            int.Parse(arguments[2], CultureInfo.InvariantCulture)
        );
}
