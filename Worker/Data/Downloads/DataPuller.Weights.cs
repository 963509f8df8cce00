using Sweep.Contracts.Stages;
using Sweep.Worker.Data.Weights;

namespace Sweep.Worker.Data.Downloads;

public sealed partial class DataPuller
{
    /// <summary>Does nothing but verify when the weights are there.</summary>
    /// <exception cref="DataException">They could not be had, or what is there is another file.</exception>
    public async Task<PullOutcome> PullAsync(WeightsEntry entry, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var held = await FileLock.AcquireAsync(Path.Combine(folders.Write, ".locks", entry.File.Name), options.Time, cancellation);
        var there = WeightsCatalogue.TryLocate(entry, folders);
        if (there is null)
        {
            // Without a checksum the structure decides, so the file is looked at before it has its name.
            var arrived = Path.Combine(folders.Write, ".downloads", entry.File.Name);
            using var downloader = new FileDownloader(options, progress);
            await downloader.DownloadAsync(entry.File, arrived, cancellation);
            WeightsCatalogue.CheckStructure(arrived);
            Directory.CreateDirectory(Path.GetDirectoryName(WeightsCatalogue.PathOf(entry, folders))!);
            File.Move(arrived, WeightsCatalogue.PathOf(entry, folders));
        }
        else
        {
            WeightsCatalogue.CheckStructure(there);
        }

        var located = WeightsCatalogue.Locate(new WeightsSource(entry.Name), folders);
        var notes = entry.File.Checksum is null
            ?
            [
                $"The publisher's SHA-256 of these weights is not known here; the file has {located.Sha256}, and only its structure was checked.",
            ]
            : Array.Empty<string>();
        return new PullOutcome(
            entry.Name,
            located.Path,
            there is not null,
            $"{new FileInfo(located.Path).Length} bytes, SHA-256 {located.Sha256}",
            notes
        );
    }
}
