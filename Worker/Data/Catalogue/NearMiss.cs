namespace Sweep.Worker.Data.Catalogue;

/// <summary>Finds what a user probably meant to be the data set that was not found.</summary>
internal static class NearMiss
{
    /// <summary>Other versions of the same data, and archives that have not been unpacked.</summary>
    private static readonly (string Dataset, string Name, string Means)[] _others =
    [
        ("cifar10", "cifar-10-batches-py", "is the version for Python, and the binary one is read here"),
        ("cifar10", "cifar-10-batches-mat", "is the version for MATLAB, and the binary one is read here"),
        ("cifar100", "cifar-100-python", "is the version for Python, and the binary one is read here"),
        ("cifar100", "cifar-100-matlab", "is the version for MATLAB, and the binary one is read here"),
        ("cifar10", "cifar-10-binary.tar.gz", "is still packed"),
        ("cifar100", "cifar-100-binary.tar.gz", "is still packed"),
        ("caltech101", "101_ObjectCategories.tar.gz", "is still packed"),
    ];

    /// <summary>Hints, each a sentence without a full stop; usually none.</summary>
    public static IEnumerable<string> Find(DatasetEntry entry, DataFolders folders)
    {
        foreach (var folder in folders.Read)
        {
            foreach (var (_, name, means) in _others.Where(other => other.Dataset == entry.Name))
            {
                foreach (
                    var path in entry
                        .Folders.Select(own => Path.Combine(folder, own, name))
                        .Prepend(Path.Combine(folder, name))
                        .Where(Path.Exists)
                )
                {
                    yield return $"{path} {means}";
                }
            }
        }
    }

    /// <summary>
    /// For a missing file, names a file with a similar name or says why it cannot be opened; empty when there is nothing to say.
    /// </summary>
    public static string Explain(string folder, string file)
    {
        foreach (var name in file.Split('|'))
        {
            if (new FileInfo(Path.Combine(folder, name)).LinkTarget is { } target)
                return $" (a link to {target}, where nothing is)";
            // One of the mirrors of MNIST uses dots in its file names.
            var dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
            if (dotted != name && File.Exists(Path.Combine(folder, dotted)))
                return $" ({dotted} is there: rename it)";
        }

        return "";
    }
}
