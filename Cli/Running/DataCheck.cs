using Sweep.Client.Errors;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Weights;

namespace Sweep.Cli.Running;

/// <summary>Refuses, before anything is executed, data that are not those of a home's results, or cannot give what is asked of them.</summary>
internal static class DataCheck
{
    private const string Elsewhere = "Where it is already: --data FOLDER.";

    /// <summary>What is not on this machine, and how to get it; null when the data set is here.</summary>
    public static string? FindMissing(DataSettings choice, DataFolders folders)
    {
        try
        {
            DatasetCatalogue.Locate(DatasetCatalogue.Find(choice.Dataset), folders);
            return null;
        }
        catch (DataException missing)
        {
            return $"{missing.Message}. {Elsewhere}";
        }
    }

    /// <inheritdoc cref="FindMissing(DataSettings, DataFolders)"/>
    public static string? FindMissing(WeightsSource weights, DataFolders folders)
    {
        try
        {
            WeightsCatalogue.Locate(weights, folders);
            return null;
        }
        catch (DataException missing)
        {
            return $"{missing.Message}{(missing.Message.EndsWith('.') ? "" : ".")} {Elsewhere}";
        }
    }

    /// <summary>Data that are not on this machine are not looked at.</summary>
    /// <param name="known">The fingerprint that the home's results rest on; null when it has none.</param>
    /// <exception cref="BadInputException">They are others, broken, or have less than is asked for.</exception>
    public static void Check(DataSettings choice, DataFolders folders, string? known, string home, CancellationToken cancellation)
    {
        if (DatasetCatalogue.TryLocate(DatasetCatalogue.Find(choice.Dataset), folders, out var folder) is not null)
            return;
        string found;
        try
        {
            found = DatasetCatalogue.Fingerprint(choice, folders, cancellation);
        }
        catch (DataException error)
        {
            throw new BadInputException(error.Message);
        }

        if (known is not null && found != known)
        {
            throw new BadInputException(
                $"{choice.DescribeOther(found, known)} These are in {folder}; --data FOLDER names others. To run over these all the same, use another --home than {home}."
            );
        }
    }
}
