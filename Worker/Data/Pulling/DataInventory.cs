using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Weights;

namespace Sweep.Worker.Data.Pulling;

/// <summary>Lists the data sets and weights that a machine can train with.</summary>
internal static class DataInventory
{
    /// <summary>The most files of weights that are listed.</summary>
    private const int MostWeights = 200;

    /// <summary>
    /// Names, as specs write them, of the data sets and weights whose files are present and of those that would be pulled.
    /// </summary>
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
