using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Weights;

namespace Sweep.Worker.Data;

/// <summary>What a machine has to train with.</summary>
internal static class DataInventory
{
    /// <summary>Whoever keeps more files of weights is not told of all of them.</summary>
    private const int MostWeights = 200;

    /// <summary>Names of the data sets and weights whose files are there, as specs write them, and of those that would be pulled.</summary>
    public static IReadOnlyList<string> Of(DataFolders folders, PullOptions? pull) =>
        [
            .. DatasetCatalogue
                .Entries.Where(entry => DatasetCatalogue.TryLocate(entry, folders, out _) is null)
                .Select(entry => entry.Name)
                .Concat(pull?.Datasets.Select(entry => entry.Name) ?? [])
                .Concat(WeightsCatalogue.Names(folders).Take(MostWeights))
                .Concat(pull?.Weights.Select(entry => entry.Name) ?? [])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
}
