using System.Collections.Concurrent;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Data.Archives;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Formats;

namespace Sweep.Worker.Data.Weights;

/// <summary>Published weights: lists those that the product knows, and locates them on this machine.</summary>
public static class WeightsCatalogue
{
    private const string Folder = "weights";

    // Digests are cached, since half a gigabyte takes a second and every stage of a sweep needs the digest.
    private static readonly ConcurrentDictionary<(string Path, long Bytes, DateTime Written), string> _digests = new();

    public static IReadOnlyList<WeightsEntry> Entries { get; } =
    [
        Entry(
            "timm/vgg16_bn.tv_in1k",
            "BSD-3-Clause (torchvision).",
            73.35,
            553_507_848,
            "88bbedbc8e780413736db38ac4efd41b06fc0e93fd5b8879b584bba63a950129"
        ),
        Entry(
            "timm/vgg16.tv_in1k",
            "BSD-3-Clause (torchvision).",
            71.59,
            553_434_072,
            "57b026918159a6bf9faf8405c3a551903768e7138989d9c6224a14227203fad8"
        ),
        Entry("timm/mobilenetv1_100.ra4_e3600_r224_in1k", "Apache-2.0 (timm).", 75.39, 17_000_000, null),
    ];

    public static WeightsEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>
    /// Finds the file of a catalogue name, or of a file name in a data folder's <c>weights</c>, and checks its SHA-256 against the
    /// source's, else the catalogue's.
    /// </summary>
    /// <exception cref="DataException">
    /// The file is missing (the message says where it was searched and how to get it), or it has another digest.
    /// </exception>
    public static LocatedWeights Locate(WeightsSource source, DataFolders folders)
    {
        var entry = Find(source.Name);
        var name = entry?.File.Name ?? source.Name;
        var candidates = folders.Read.Select(folder => ArchivePath.Resolve(Path.Combine(folder, Folder), name)).ToList();
        if (candidates.Any(path => path is null))
        {
            throw new DataException(
                $"weights '{source.Name}': a name of the catalogue ({string.Join(", ", Entries.Select(known => known.Name))}) or of a file in a data folder's {Folder} is expected.",
                cause: FailureCause.OtherWeights
            );
        }

        var found =
            candidates.FirstOrDefault(path => Path.Exists(path) || new FileInfo(path!).LinkTarget is not null)
            ?? throw new DataException(
                $"weights {source.Name} were not found; looked for {string.Join(", ", candidates)}. {Advice(entry)}",
                cause: FailureCause.OtherWeights
            );
        if (ForeignFile.Describe(found) is { } foreign)
        {
            throw new DataException($"{found} is {foreign}", cause: FailureCause.OtherWeights);
        }

        var digest = Digest(found);
        var expected = source.Sha256?.ToLowerInvariant() ?? entry?.File.Checksum?.Hex;
        return expected is null || digest == expected
            ? new LocatedWeights(found, digest, entry)
            : throw new DataException(
                found,
                0,
                $"SHA-256 {digest}, where {expected} is expected: the file is damaged or a different one.",
                cause: FailureCause.OtherWeights
            );
    }

    /// <summary>Path of the first existing file of an entry, which is not read; null when there is none.</summary>
    public static string? TryLocate(WeightsEntry entry, DataFolders folders) =>
        folders.Read.Select(folder => Path.Combine(folder, Folder, entry.File.Name)).FirstOrDefault(File.Exists);

    /// <summary>Names of all weights on this machine: those of the catalogue, and other files in <c>weights</c>.</summary>
    public static IEnumerable<string> Names(DataFolders folders)
    {
        var known = Entries.ToDictionary(entry => entry.File.Name, entry => entry.Name, StringComparer.Ordinal);
        return folders
            .Read.Select(folder => Path.Combine(folder, Folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.safetensors", new EnumerationOptions { IgnoreInaccessible = true }))
            .Select(file => Path.GetFileName(file))
            .Select(name => known.GetValueOrDefault(name, name))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    /// <exception cref="CheckpointException">The file is not a complete safetensors file.</exception>
    public static void CheckStructure(string path)
    {
        using var stream = File.OpenRead(path);
        SafetensorsHeader.Read(stream, path);
    }

    /// <summary>The path to which a pull writes an entry.</summary>
    internal static string PathOf(WeightsEntry entry, DataFolders folders) => Path.Combine(folders.Write, Folder, entry.File.Name);

    private static string Advice(WeightsEntry? entry) =>
        entry is not null
            ? $"Get them with: sweep data pull {entry.Name}"
            : $"The catalogue has {string.Join(", ", Entries.Select(known => known.Name))}.";

    private static string Digest(string path)
    {
        var file = new FileInfo(path);
        return _digests.GetOrAdd((file.FullName, file.Length, file.LastWriteTimeUtc), key => Checksum.ComputeSha256(key.Path));
    }

    private static WeightsEntry Entry(string name, string licence, double top1, long bytes, string? sha256) =>
        new(
            name,
            licence,
            top1,
            new RemoteFile(
                $"{name.Replace("/", "--", StringComparison.Ordinal)}.safetensors",
                new Uri($"https://huggingface.co/{name}/resolve/main/model.safetensors"),
                bytes
            )
            {
                Checksum = sha256 is null ? null : Checksum.Sha256(sha256),
            }
        );
}
