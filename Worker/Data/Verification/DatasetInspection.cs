using Sweep.Contracts.Stages;
using Sweep.Worker.Data.Catalogue;

namespace Sweep.Worker.Data.Verification;

/// <summary>Reads a whole data set and compares it with the published counts and checksums.</summary>
public static class DatasetInspection
{
    private const int Side = 32;
    private const int Chunk = 1024;

    /// <exception cref="DataException">The data set is broken; the message names the file and the place.</exception>
    public static async Task<DatasetReport> InspectAsync(DatasetEntry entry, string folder, string cache, CancellationToken cancellation)
    {
        var checksums = await FolderChecksums.VerifyAsync(folder, cancellation);
        // One training image per class is enough to open any data set; it does not matter which one.
        var settings = new DataSettings
        {
            Dataset = entry.Name,
            Image = Side,
            TrainPerClass = 1,
        };
        var sources = entry.Open(new DatasetOpening(folder, settings, cache, cancellation));
        foreach (var source in new[] { sources.Train, sources.Test })
        {
            var pixels = new byte[Chunk * ImageSet.Channels * Side * Side];
            foreach (var chunk in Enumerable.Range(0, source.Labels.Count).Chunk(Chunk))
            {
                source.Read(chunk, Side, pixels, cancellation);
            }
        }

        var (train, test) = (sources.Train.Labels.Count, sources.Test.Labels.Count);
        var whole = entry.HasOwnSplit ? (train, test) == entry.Counts : train + test == entry.Counts.Train + entry.Counts.Test;
        // A part of the published set has other checksums.
        var known = entry.KnownFiles.Concat(
            entry
                .Downloads.Where(file => file is { IsArchive: false, Checksum: not null })
                .Select(file => KeyValuePair.Create(file.Name, file.Checksum!))
        );
        foreach (var (name, checksum) in known.Where(pair => whole && File.Exists(Path.Combine(folder, pair.Key))))
        {
            await checksum.VerifyAsync(Path.Combine(folder, name), cancellation);
            checksums++;
        }

        return new DatasetReport(
            entry.Name,
            folder,
            entry.HasOwnSplit ? train : train + test,
            entry.HasOwnSplit ? test : null,
            sources.ClassNames.Count,
            whole,
            checksums
        );
    }
}
