using System.Security.Cryptography;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data.Selection;

namespace Sweep.Worker.Data.Sources;

/// <summary>
/// Reads Caltech-101, which has a folder of JPEG files for each class and no split. <see cref="DataSettings.TrainPerClass"/> images of each
/// class are drawn for training; the rest are for testing.
/// </summary>
internal static class ImageFolders
{
    /// <summary>A folder of unrelated pictures, which is not a class.</summary>
    private const string Clutter = "BACKGROUND_Google";

    private const int MaximumFiles = 100_000;

    private static readonly string[] _otherImages = [".png", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".avif", ".heic", ".jp2"];

    public static ImageSources Open(string root, DatasetOpening opening, int classes)
    {
        var folders = Directory
            .EnumerateDirectories(root)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => name != Clutter && !name.StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (folders.Count != classes)
        {
            throw new DataException($"{root} has {folders.Count} folders of classes, where {classes} are expected.");
        }

        var names = new List<string>();
        var labels = new List<int>();
        var train = new List<int>();
        for (var label = 0; label < folders.Count; label++)
        {
            var members = List(root, folders[label]);
            var indices = Enumerable.Range(names.Count, members.Count).ToList();
            CheckSplit(opening.Settings, folders[label], members.Count);
            names.AddRange(members);
            labels.AddRange(members.Select(_ => label));
            train.AddRange(Draw.Lowest(indices, opening.Settings.TrainPerClass, opening.Settings.SplitSeed, "split", i => names[i]));
        }

        var images = new DecodedImages(root, names, opening.Cache, opening.Cancellation);
        var inTrain = train.ToHashSet();
        return new ImageSources(
            new Part(images, names, labels, train),
            new Part(images, names, labels, [.. Enumerable.Range(0, names.Count).Where(i => !inTrain.Contains(i))]),
            folders
        );
    }

    private static List<string> List(string root, string folder)
    {
        RefuseOtherImages(Path.Combine(root, folder));
        var files = Directory
            .EnumerateFiles(Path.Combine(root, folder))
            .Where(path => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg" && !Path.GetFileName(path).StartsWith('.'))
            .Take(MaximumFiles + 1)
            .Select(path => $"{folder}/{Path.GetFileName(path)}")
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count <= MaximumFiles ? files : throw new DataException($"{root}/{folder} has more than {MaximumFiles} images.");
    }

    /// <summary>Refuses images of other formats, since skipping them silently would change a class.</summary>
    private static void RefuseOtherImages(string folder)
    {
        var others = Directory
            .EnumerateFiles(folder)
            .Where(path => _otherImages.Contains(Path.GetExtension(path).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (others.Count > 0)
        {
            throw new DataException(
                $"{folder} has {others.Count} images that are no JPEG files, {Path.GetFileName(others[0])} first; only JPEG is read here. Convert them, or move them away."
            );
        }
    }

    private static void CheckSplit(DataSettings settings, string name, int count)
    {
        if (settings.TrainPerClass < 1 || settings.TrainPerClass >= count)
        {
            throw new DataException(
                $"train-per-class {settings.TrainPerClass} of {settings.Dataset}: class {name} has {count} images, so 1 to {count - 1} leave some for training and some for testing."
            );
        }
    }

    private sealed class Part(DecodedImages images, List<string> names, List<int> labels, List<int> members) : IImageSource
    {
        public IReadOnlyList<int> Labels { get; } = [.. members.Select(i => labels[i])];

        public string NameOf(int index) => names[members[index]];

        public void AddContent(IncrementalHash hash, int index) => hash.AppendData(images.Digests[members[index]]);

        public void Read(IReadOnlyList<int> indices, int side, byte[] pixels, CancellationToken cancellation) =>
            images.Read([.. indices.Select(i => members[i])], side, pixels, cancellation);
    }
}
