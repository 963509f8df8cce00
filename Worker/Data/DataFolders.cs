namespace Sweep.Worker.Data;

/// <summary>Where data sets and weights are looked for, and where downloads and decoded images are put.</summary>
/// <param name="Read">In the order they are looked in.</param>
/// <param name="Write">Downloads go here; <c>cache/</c> in it holds decoded images.</param>
public sealed record DataFolders(IReadOnlyList<string> Read, string Write)
{
    /// <summary>The environment variable that adds folders: a path list, as PATH is.</summary>
    public const string Variable = "SWEEP_DATA";

    /// <summary>
    /// <c>--data</c> first (each value may be a path list), then <see cref="Variable"/>, then <c>data</c> in the home, which is
    /// also where downloads go.
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

    /// <summary>Decoded images; may be removed at any time.</summary>
    public string Cache => Path.Combine(Write, "cache");
}
