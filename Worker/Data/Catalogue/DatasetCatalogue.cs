using System.Security.Cryptography;
using System.Text;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data.Formats;
using Sweep.Worker.Data.Selection;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data.Catalogue;

/// <summary>The data sets that the product knows; locates and loads them.</summary>
public static partial class DatasetCatalogue
{
    // Images below 8 pixels show nothing; a side above 1024 is a mistake.
    private const int SmallestImage = 8;
    private const int LargestImage = 1024;

    public static IReadOnlyList<string> Names => [.. Entries.Select(entry => entry.Name)];

    /// <exception cref="DataException">There is no such data set; the message lists all names.</exception>
    public static DatasetEntry Find(string name) =>
        TryFind(name) ?? throw new DataException($"there is no data set '{name}': {string.Join(", ", Names)} are accepted.");

    /// <summary>
    /// Loads the data set that a <c>data</c> block describes. Workers of one process that request the same one share a copy, so do not
    /// modify it.
    /// </summary>
    /// <exception cref="DataException">The data set is missing or broken, or lacks what is requested.</exception>
    public static Dataset Load(DataSettings settings, DataFolders folders, CancellationToken cancellation)
    {
        var entry = Find(settings.Dataset);
        if (settings.Image is < SmallestImage or > LargestImage)
        {
            throw new DataException($"image {settings.Image}: {SmallestImage} to {LargestImage} pixels are accepted.");
        }

        var folder = Locate(entry, folders);
        return DatasetCache.Shared.Get(
            KeyOf(settings, FolderStamp.Compute(entry, folder)),
            () => Explain(() => Load(entry, settings, folder, folders.Cache, cancellation)),
            cancellation
        );
    }

    /// <summary>
    /// Names the images that <see cref="Load(DataSettings, DataFolders, CancellationToken)"/> would load, without reading their pixels.
    /// </summary>
    /// <exception cref="DataException">The data set is missing or broken, or lacks what is requested.</exception>
    public static DatasetSplit Split(DataSettings settings, DataFolders folders, CancellationToken cancellation)
    {
        var entry = Find(settings.Dataset);
        var sources = Explain(() => entry.Open(new DatasetOpening(Locate(entry, folders), settings, folders.Cache, cancellation)));
        var (train, test, _) = Selector.Choose(settings, sources);
        return new DatasetSplit(
            [.. train.Indices.Select(sources.Train.NameOf)],
            [.. test.Indices.Select(sources.Test.NameOf)],
            Digest(sources, train, test)
        );
    }

    /// <summary>
    /// The <see cref="DataSettings.Fingerprint"/> of what <see cref="Load(DataSettings, DataFolders, CancellationToken)"/> would load.
    /// Files that have not changed since the last time are not read again.
    /// </summary>
    /// <exception cref="DataException">The data set is missing or broken, or lacks what is requested.</exception>
    public static string Fingerprint(DataSettings settings, DataFolders folders, CancellationToken cancellation)
    {
        var entry = Find(settings.Dataset);
        var folder = Locate(entry, folders);
        return DataFingerprint.GetOrCompute(
            folders.Cache,
            KeyOf(settings.Choice(), FolderStamp.Compute(entry, folder)),
            () =>
                Explain(() =>
                {
                    var sources = entry.Open(new DatasetOpening(folder, settings, folders.Cache, cancellation));
                    var (train, test, _) = Selector.Choose(settings, sources);
                    return DataFingerprint.Compute(sources, train, test, cancellation);
                })
        );
    }

    /// <summary>Returns the first folder that has all files of the data set.</summary>
    /// <exception cref="DataException">
    /// There is no such folder; the message lists the folders searched and says how to get the data set.
    /// </exception>
    public static string Locate(DatasetEntry entry, DataFolders folders) =>
        TryLocate(entry, folders, out var folder) is not { } looked
            ? folder
            : throw new DataException(
                $"data set {entry.Name} was not found; looked for {looked}. {string.Concat(NearMiss.Find(entry, folders).Select(hint => $"{hint}. "))}Get it with: sweep data pull {entry.Name}"
            );

    /// <returns>Null when the data set was found, otherwise the folders searched and what is missing there.</returns>
    public static string? TryLocate(DatasetEntry entry, DataFolders folders, out string found)
    {
        var looked = new List<string>();
        foreach (var folder in folders.Read.SelectMany(read => Candidates(entry, read)))
        {
            if (!Directory.Exists(folder))
            {
                looked.Add(folder);
            }
            else if (!CanList(folder))
            {
                looked.Add($"{folder} (which this user may not read)");
            }
            else if (Missing(entry, folder) is { Count: > 0 } missing)
            {
                looked.Add($"{folder} (lacks {string.Join(", ", missing)})");
            }
            else
            {
                found = folder;
                return null;
            }
        }

        found = "";
        return string.Join(", ", looked);
    }

    /// <summary>
    /// Where a data set may be for a given data folder: in a subfolder of one of its names, or in the folder itself when that has one of
    /// these names.
    /// </summary>
    private static IEnumerable<string> Candidates(DatasetEntry entry, string read)
    {
        var below = entry.Folders.Select(name => Path.Combine(read, name));
        var named = Path.TrimEndingDirectorySeparator(read);
        return entry.Folders.Any(name => named.EndsWith($"{Path.DirectorySeparatorChar}{name}", StringComparison.Ordinal))
            ? below.Append(named)
            : below;
    }

    /// <summary>The files of a data set that an existing folder lacks.</summary>
    internal static IReadOnlyList<string> Missing(DatasetEntry entry, string folder) =>
        [
            .. entry
                .Files.Where(file => DatasetOpening.Find(folder, file) is null)
                .Select(file => file.Replace("|", " or ", StringComparison.Ordinal) + NearMiss.Explain(folder, file)),
        ];

    private static bool CanList(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).Any();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Explains what an unusable file really is, where that can be recognised.</summary>
    private static T Explain<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DataException error) when (error.File is { } file && ForeignFile.Describe(file) is { } found)
        {
            throw new DataException($"{file} is {found}", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException)
        {
            throw new DataException(error.Message, error);
        }
    }

    private static Dataset Load(DatasetEntry entry, DataSettings settings, string folder, string cache, CancellationToken cancellation)
    {
        var sources = entry.Open(new DatasetOpening(folder, settings, cache, cancellation));
        var (train, test, classes) = Selector.Choose(settings, sources);
        return new Dataset(
            entry.Name,
            Read(settings, sources.Train, train, cancellation),
            Read(settings, sources.Test, test, cancellation),
            [.. classes.Select(label => sources.ClassNames[label])],
            Digest(sources, train, test),
            DataFingerprint.Compute(sources, train, test, cancellation)
        );
    }

    private static ImageSet Read(DataSettings settings, IImageSource source, ChosenImages selection, CancellationToken cancellation)
    {
        var bytes = (long)selection.Indices.Count * ImageSet.Channels * settings.Image * settings.Image;
        if (bytes > Array.MaxLength)
        {
            throw new DataException(
                $"{selection.Indices.Count} images of {settings.Dataset} at {settings.Image}×{settings.Image} pixels take {bytes >> 20} MiB, and at most {Array.MaxLength >> 20} fit: ask for fewer samples or classes, or for a smaller image."
            );
        }

        var pixels = GC.AllocateUninitializedArray<byte>((int)bytes);
        source.Read(selection.Indices, settings.Image, pixels, cancellation);
        return new ImageSet(pixels, selection.Labels, settings.Image);
    }

    private static string KeyOf(DataSettings settings, string stamp)
    {
        var classes = settings.Classes is { } kept ? string.Join(',', kept) : "all";
        return FormattableString.Invariant(
            $"{settings.Dataset} {settings.Image} {settings.Samples} {classes} {settings.TrainPerClass} {settings.SplitSeed} {stamp}"
        );
    }

    private static string Digest(ImageSources sources, ChosenImages train, ChosenImages test)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (part, source, selection) in new[] { ("train", sources.Train, train), ("test", sources.Test, test) })
        {
            foreach (var index in selection.Indices)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{part} {source.NameOf(index)}\n"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
