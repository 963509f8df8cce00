using Sweep.Contracts.Stages;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Weights;

namespace Sweep.Worker.Data.Pulling;

public sealed partial class DataPuller
{
    /// <summary>Downloads weights. It only verifies them when they are already present.</summary>
    /// <exception cref="DataException">The weights could not be downloaded, or the present file is a different one.</exception>
    public async Task<PullOutcome> PullAsync(WeightsEntry entry, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var held = await FileLock.AcquireAsync(Path.Combine(folders.Write, ".locks", entry.File.Name), options.Time, cancellation);
        var there = WeightsCatalogue.TryLocate(entry, folders);
        if (there is null)
        {
            // Without a checksum the file's structure is the only check, so it is made before the file gets its final name.
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
