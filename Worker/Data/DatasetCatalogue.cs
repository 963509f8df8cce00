using System.Security.Cryptography;
using System.Text;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data.Formats;
using Sweep.Worker.Data.Selection;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data;

/// <summary>The data sets that the product knows, and how to get one into memory.</summary>
public static partial class DatasetCatalogue
{
    // Below 8 pixels nothing is left to see; above 1024 the numbers are a mistake.
    private const int SmallestImage = 8;
    private const int LargestImage = 1024;

    public static IReadOnlyList<string> Names => [.. Entries.Select(entry => entry.Name)];

    /// <exception cref="DataException">There is no such name; lists those there are.</exception>
    public static DatasetEntry Find(string name) =>
        TryFind(name) ?? throw new DataException($"there is no data set '{name}': {string.Join(", ", Names)} are accepted.");

    /// <summary>
    /// Loads what the <c>data</c> block asks for. Workers of one process that ask for the same share one copy: do not change it.
    /// </summary>
    /// <exception cref="DataException">It is not there, is broken, or has not what is asked for.</exception>
    public static Dataset Load(DataSettings settings, DataFolders folders, CancellationToken cancellation)
    {
        var entry = Find(settings.Dataset);
        if (settings.Image is < SmallestImage or > LargestImage)
        {
            throw new DataException($"image {settings.Image}: {SmallestImage} to {LargestImage} pixels are accepted.");
        }

        var folder = Locate(entry, folders);
        return DatasetCache.Shared.Get(
            KeyOf(settings, FolderStamp.Of(entry, folder)),
            () => Explain(() => Load(entry, settings, folder, folders.Cache, cancellation)),
            cancellation
        );
    }

    /// <summary>Names the images that <see cref="Load(DataSettings, DataFolders, CancellationToken)"/> would give, without reading their pixels.</summary>
    /// <exception cref="DataException">It is not there, is broken, or has not what is asked for.</exception>
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
    /// <see cref="DataSettings.Fingerprint"/> of what <see cref="Load(DataSettings, DataFolders, CancellationToken)"/> would give. Files that were
    /// seen before and have not changed since are not read again.
    /// </summary>
    /// <exception cref="DataException">It is not there, is broken, or has not what is asked for.</exception>
    public static string Fingerprint(DataSettings settings, DataFolders folders, CancellationToken cancellation)
    {
        var entry = Find(settings.Dataset);
        var folder = Locate(entry, folders);
        return DataFingerprint.Known(
            folders.Cache,
            KeyOf(settings.Choice(), FolderStamp.Of(entry, folder)),
            () =>
                Explain(() =>
                {
                    var sources = entry.Open(new DatasetOpening(folder, settings, folders.Cache, cancellation));
                    var (train, test, _) = Selector.Choose(settings, sources);
                    return DataFingerprint.Of(sources, train, test, cancellation);
                })
        );
    }

    /// <summary>The data set's own folder, the first that has all its files.</summary>
    /// <exception cref="DataException">None has: says where it was looked for and how to get it.</exception>
    public static string Locate(DatasetEntry entry, DataFolders folders) =>
        TryLocate(entry, folders, out var folder) is not { } looked
            ? folder
            : throw new DataException(
                $"data set {entry.Name} was not found; looked for {looked}. {string.Concat(NearMiss.Find(entry, folders).Select(hint => $"{hint}. "))}Get it with: sweep data pull {entry.Name}"
            );

    /// <returns>Null when it was found, otherwise where it was looked for and what is lacking there.</returns>
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

    /// <summary>Where a data set may lie that is looked for in a folder: in one of its own names, or that is the folder which was named.</summary>
    private static IEnumerable<string> Candidates(DatasetEntry entry, string read)
    {
        var below = entry.Folders.Select(name => Path.Combine(read, name));
        var named = Path.TrimEndingDirectorySeparator(read);
        return entry.Folders.Any(name => named.EndsWith($"{Path.DirectorySeparatorChar}{name}", StringComparison.Ordinal))
            ? below.Append(named)
            : below;
    }

    /// <summary>Which of its files a folder that is there lacks.</summary>
    internal static IReadOnlyList<string> Missing(DatasetEntry entry, string folder) =>
        [
            .. entry
                .Files.Where(file => DatasetEntry.Find(folder, file) is null)
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

    /// <summary>Says of a file that cannot be used what it really is, where that is known.</summary>
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
            DataFingerprint.Of(sources, train, test, cancellation)
        );
    }

    private static ImageSet Read(DataSettings settings, IImageSource source, Selection.Selection selection, CancellationToken cancellation)
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

    private static string Digest(ImageSources sources, Selection.Selection train, Selection.Selection test)
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
