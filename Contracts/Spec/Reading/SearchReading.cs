using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>
/// Reads the search settings of a spec: blocks in place of the lists <c>grid.sparsity</c> and <c>grid.seed</c>, and the block <c>stop</c>.
/// The axes get all values from which the search can choose.
/// </summary>
internal sealed class SearchReading(SpecProblems problems)
{
    public const string Stop = "stop";

    private const int MostSeeds = 100;
    private const int LevelDigits = 6;

    private static readonly Words<string> _search = Words.Of(["break-point"]);
    private static readonly Words<string> _until = Words.Of(["resolved"]);
    private static readonly Number _level = new(0, 1, belowMax: true);
    private static readonly Number _resolution = new(0.001, 0.5);
    private static readonly WholeNumber _most = new(1, 1000);
    private static readonly WholeNumber _seeds = new(2, MostSeeds);
    private static readonly Number _below = new(0, 100, aboveMin: true);

    /// <summary>The search settings read so far; null when the whole grid is trained.</summary>
    public SearchSettings? Found { get; private set; }

    /// <summary>Reads the block of an axis; returns the values to choose from, or null when the axis is not searched.</summary>
    public IReadOnlyList<object?>? TryReadAxis(Setting setting, SpecNode node, string path)
    {
        if (node is not SpecMapping)
            return null;
        return setting == SettingsCatalogue.Sparsity ? ReadLevels(node, path)
            : setting == SettingsCatalogue.Seed ? ReadSeeds(node, path)
            : null;
    }

    public void ReadStop(SpecEntry? entry)
    {
        if (entry is null)
            return;
        if (entry.Value is not SpecMapping)
        {
            problems.Add(
                entry.Line,
                Stop,
                $"expected {{ below: POINTS }}, the points of top-1 after whose loss no higher level is trained"
            );
            return;
        }

        var entries = Block.Entries(entry.Value, Stop, ["below"], problems).ToDictionary(child => child.Key);
        if (Required(entries, entry.Value, Stop, "below", _below) is { } below)
            Found = (Found ?? new SearchSettings()) with { Stop = new StopRule(below) };
    }

    private List<object?> ReadLevels(SpecNode node, string path)
    {
        var entries = Block.Entries(node, path, ["search", "from", "to", "resolution", "most"], problems).ToDictionary(entry => entry.Key);
        Required(entries, node, path, "search", _search);
        var from = Read(entries, path, "from", _level, 0);
        var to = Read(entries, path, "to", _level, 0.99);
        var resolution = Read(entries, path, "resolution", _resolution, 0.01);
        var most = entries.ContainsKey("most") ? Read(entries, path, "most", _most, 1) : (int?)null;
        if (to <= from)
        {
            problems.Add(
                entries.GetValueOrDefault("to")?.Line ?? node.Line,
                Block.Join(path, "to"),
                $"is {_level.Format(to)}, not above from, {_level.Format(from)}; expected a range of levels to search"
            );
        }

        Found = (Found ?? new SearchSettings()) with { Levels = new LevelSearch(resolution, most) };
        return LevelsBetween(from, to, resolution);
    }

    /// <summary>The levels of the range including both ends, and level 0, the dense network from which drops are measured.</summary>
    private static List<object?> LevelsBetween(double from, double to, double resolution)
    {
        var levels = new List<object?> { 0.0 };
        for (var step = from > 0 ? 0 : 1; ; step++)
        {
            var level = Math.Round(from + (step * resolution), LevelDigits);
            if (level >= to)
                break;
            levels.Add(level);
        }

        if (to > 0)
            levels.Add(to);
        return levels;
    }

    private List<object?> ReadSeeds(SpecNode node, string path)
    {
        var entries = Block.Entries(node, path, ["until", "least", "most"], problems).ToDictionary(entry => entry.Key);
        Required(entries, node, path, "until", _until);
        var most = Read(entries, path, "most", _seeds, 10);
        var least = Read(entries, path, "least", _seeds, Math.Min(3, most));
        if (least > most)
            problems.Add(entries["least"].Line, Block.Join(path, "least"), $"is {least}, above most, {most}; expected at most {most}");
        Found = (Found ?? new SearchSettings()) with { Seeds = new SeedSearch(least, most) };
        return [.. Enumerable.Range(1, most).Cast<object?>()];
    }

    private T Read<T>(Dictionary<string, SpecEntry> entries, string path, string key, ValueKind<T> kind, T fallback) =>
        entries.TryGetValue(key, out var entry) && kind.TryRead(entry.Value, Block.Join(path, key), problems, out var value)
            ? value
            : fallback;

    /// <summary>Reads a required entry. When it is missing or invalid, it adds a problem and returns the default.</summary>
    private T? Required<T>(Dictionary<string, SpecEntry> entries, SpecNode node, string path, string key, ValueKind<T> kind)
    {
        if (entries.ContainsKey(key))
            return Read(entries, path, key, kind, default!);
        problems.Add(node, Block.Join(path, key), $"is missing; expected {kind.Expected}");
        return default;
    }
}
