namespace Sweep.Worker.Data;

/// <summary>The folders in which data sets and weights are searched, and the folder for downloads and decoded images.</summary>
/// <param name="Read">The folders to search, in this order.</param>
/// <param name="Write">The folder for downloads; its subfolder <c>cache</c> holds decoded images.</param>
public sealed record DataFolders(IReadOnlyList<string> Read, string Write)
{
    /// <summary>The environment variable that adds folders, as a path list like PATH.</summary>
    public const string Variable = "SWEEP_DATA";

    /// <summary>
    /// Lists the folders of <c>--data</c> first (each value may be a path list), then those of <see cref="Variable"/>, then <c>data</c> in
    /// the home, which also receives downloads.
    /// </summary>
    public static DataFolders From(IEnumerable<string> options, string? variable, string home)
    {
        var write = Path.GetFullPath(Path.Combine(home, "data"));
        var read = options
            .Append(variable ?? "")
            .SelectMany(list => list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(Path.GetFullPath)
            .Append(write)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new DataFolders(read, write);
    }

    /// <summary>The folder of decoded images; it may be deleted at any time.</summary>
    public string Cache => Path.Combine(Write, "cache");
}
