using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Reads a spec and reports all of its problems.</summary>
public sealed class SpecParser
{
    /// <summary>The most entries of <c>exclude</c> or <c>override</c>; more are a mistake.</summary>
    private const int MostEntries = 1000;

    private static readonly string[] _keys =
    [
        "name",
        "description",
        "tags",
        "notes",
        "notify",
        "grid",
        "exclude",
        "pretrain",
        .. SettingsCatalogue.StageBlocks,
        "override",
        SearchReading.Stop,
        "limits",
        "report",
        "priority",
        "weight",
    ];
    private static readonly WholeNumber _priority = new(0, SweepSpec.MaxPriority);
    private static readonly Number _weight = new(0, 1e6, aboveMin: true);
    private static readonly SweepName _name = new();
    private static readonly FreeText _description = new(200, oneLine: true);
    private static readonly FreeText _notes = new(4000);
    private static readonly ListOf<string> _tags = new(_name, "none", []);

    private readonly SpecProblems _problems;
    private readonly Dictionary<Setting, SpecEntry> _written = [];

    private SpecParser(SpecProblems problems) => _problems = problems;

    /// <summary>Parses a spec; returns null and adds to <paramref name="problems"/> when there are problems.</summary>
    /// <param name="text">The text from which <paramref name="root"/> was read.</param>
    public static SweepSpec? Parse(SpecNode root, string text, SpecProblems problems) => new SpecParser(problems).Parse(root, text);

    private SweepSpec? Parse(SpecNode root, string text)
    {
        if (root is not SpecMapping)
        {
            _problems.Add(root, "", $"expected a spec of 'key: value' lines with {Suggestion.List(_keys)}");
            return null;
        }

        var entries = Block.Entries(root, "", _keys, _problems).ToDictionary(entry => entry.Key);
        var search = new SearchReading(_problems);
        var axes = GridReading.Read(
            entries.GetValueOrDefault("grid")?.Value,
            entries.GetValueOrDefault("grid")?.Line ?? root.Line,
            search,
            _problems
        );
        search.ReadStop(entries.GetValueOrDefault(SearchReading.Stop));
        var settings = SettingsCatalogue.Blocks.Aggregate(
            SpecSettings.Default,
            (soFar, block) => ReadBlock(soFar, block, entries.GetValueOrDefault(block), axes)
        );
        SpecEntry? Written(string key) =>
            entries.GetValueOrDefault(key) is { Value: not SpecScalar { IsNull: true } } written ? written : null;
        var spec = new SweepSpec
        {
            Name = ReadName(root, entries.GetValueOrDefault("name")),
            About = new SweepAbout
            {
                Description = Read(_description, Written("description"), ""),
                Tags = Read(_tags, Written("tags"), []) ?? [],
                Notes = Read(_notes, Written("notes"), ""),
                Notify = new NotifyReading(text, _problems).Read(Written("notify")),
            },
            Priority = Read(_priority, entries.GetValueOrDefault("priority"), SweepSpec.DefaultPriority),
            Weight = Read(_weight, entries.GetValueOrDefault("weight"), SweepSpec.DefaultWeight),
            Axes = axes,
            Excludes = [.. Items(entries.GetValueOrDefault("exclude"), new FilterReading(axes, _problems).Read)],
            Overrides = [.. Items(entries.GetValueOrDefault("override"), new OverrideReading(axes, _problems).Read)],
            Pretrain = entries.TryGetValue("pretrain", out var pretrain)
                ? new PretrainReading(settings, _problems).Read(pretrain.Value)
                : new Dictionary<string, PretrainSource>(),
            Settings = settings,
            Search = search.Found,
            Text = text,
        };

        if (_problems.Count == 0)
        {
            new SpecChecks(spec, _written, _problems).Run();
        }

        return _problems.Count == 0 ? spec : null;
    }

    private SpecSettings ReadBlock(SpecSettings settings, string block, SpecEntry? entry, List<Axis> axes)
    {
        if (entry is null)
        {
            return settings;
        }

        var known = SettingsCatalogue.InBlock(block).ToList();
        foreach (var child in Block.Entries(entry.Value, block, [.. known.Select(setting => setting.Name)], _problems))
        {
            var setting = known.Find(candidate => candidate.Name == child.Key)!;
            _written[setting] = child;
            if (axes.Find(axis => axis.Setting == setting) is { } axis)
            {
                _problems.Add(child.Line, setting.Path, $"is also the axis grid.{axis.Name} in line {axis.Line}; keep one of them");
            }
            else if (setting.TryRead(child.Value, setting.Path, _problems, out var value))
            {
                settings = setting.Set(settings, value);
            }
        }

        return settings;
    }

    private string ReadName(SpecNode root, SpecEntry? entry)
    {
        if (entry is null)
        {
            _problems.Add(root, "name", $"is missing; expected {_name.Expected}");
            return "";
        }

        _name.TryRead(entry.Value, "name", _problems, out var name);
        return name;
    }

    private T Read<T>(ValueKind<T> kind, SpecEntry? entry, T fallback) =>
        entry is not null && kind.TryRead(entry.Value, entry.Key, _problems, out var value) ? value : fallback;

    private List<T> Items<T>(SpecEntry? entry, Func<SpecNode, string, T?> read)
        where T : class
    {
        if (entry is null or { Value: SpecScalar { IsNull: true } })
        {
            return [];
        }

        if (entry.Value is not SpecSequence { Items: var items } || items.Count > MostEntries)
        {
            _problems.Add(entry.Line, entry.Key, $"expected a list of at most {MostEntries} entries, each begun by '- '");
            return [];
        }

        return [.. items.Index().Select(pair => read(pair.Item, $"{entry.Key}[{pair.Index}]")).OfType<T>()];
    }
}
