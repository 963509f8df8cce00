using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Verification;

namespace Sweep.Cli.Doctor.Data;

/// <summary>Whether a data set is complete: quickly, by its files; else to the last byte, with the fingerprint that results carry.</summary>
internal sealed class DatasetCheck(DatasetEntry entry, DataFolders folders, bool isQuick) : ICheck
{
    public string Group => Groups.Data;

    public string Name => entry.Name;

    /// <summary>Nine thousand photographs are decoded, from a share perhaps.</summary>
    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    /// <summary>Whether there is any of it, be it a part.</summary>
    public static bool HasSome(DatasetEntry entry, DataFolders folders) =>
        folders.Read.Any(folder => entry.Folders.Any(name => Directory.Exists(Path.Combine(folder, name))));

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        if (DatasetCatalogue.TryLocate(entry, folders, out var folder) is { } looked)
            return Finding.Failed($"is not whole; looked for {looked}", Remedy);
        if (isQuick)
            return Finding.Ok($"{folder}, not read (--quick)").With(("path", folder));

        // Nothing that is decoded or worked out on the way is left in the user's folders.
        var temporary = Directory.CreateTempSubdirectory("sweep-doctor-").FullName;
        try
        {
            var report = await DatasetInspection.InspectAsync(entry, folder, temporary, cancellation).ConfigureAwait(false);
            // Of a part, the split that is drawn by default may ask for more images than there are.
            var fingerprint =
                report.IsWhole || entry.HasOwnSplit
                    ? DatasetCatalogue.Fingerprint(
                        new DataSettings { Dataset = entry.Name },
                        folders with
                        {
                            Write = temporary,
                        },
                        cancellation
                    )
                    : null;
            return Finding
                .Of(
                    $"{folder}: {report.Summary}{(fingerprint is null ? "" : $"; fingerprint {DataSettings.Shorten(fingerprint)}")}",
                    report.IsWhole
                        ? null
                        : Finding.Warning(
                            "results over it are of this part",
                            $"To have all of it: sweep data pull {entry.Name}, with another --home or without this folder in --data."
                        )
                )
                .With(
                    ("path", folder),
                    ("train", report.Train),
                    ("test", report.Test),
                    ("whole", report.IsWhole),
                    ("checksums", report.Checksums),
                    ("fingerprint", fingerprint)
                );
        }
        catch (DataException error)
        {
            return Finding.Failed(error.Message, Remedy).With(("path", folder));
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private string Remedy => $"Move the folder away and get it again: sweep data pull {entry.Name}.";
}
