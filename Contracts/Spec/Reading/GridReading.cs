using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Reads the <c>grid</c> block.</summary>
internal static class GridReading
{
    /// <summary>
    /// The most levels of sparsity. Each level of the iterative schedule depends on the one before it, so more levels are a mistake.
    /// </summary>
    private const int MostLevels = 1000;

    /// <summary>Decimal digits to which levels are compared.</summary>
    private const int LevelDigits = 6;

    /// <summary>The axes as written, without invalid values, followed by the defaults of those that are not written.</summary>
    /// <param name="search">Reads the blocks that replace lists of values.</param>
    public static List<Axis> Read(SpecNode? grid, int line, SearchReading search, SpecProblems problems)
    {
        var axes = new List<Axis>();
        foreach (
            var entry in grid is null ? [] : Block.EntriesOnce(grid, "grid", "axes such as dataset, architecture, sparsity, seed", problems)
        )
        {
            var path = Block.Join("grid", entry.Key);
            if (SettingOf(entry, path, problems) is not { } setting)
            {
                continue;
            }

            if (axes.Find(axis => axis.Setting == setting) is { } same)
            {
                problems.Add(entry.Line, path, $"is the same axis as {same.Name} in line {same.Line}; keep one of them");
                continue;
            }

            axes.Add(
                new Axis(
                    setting,
                    entry.Key,
                    search.TryReadAxis(setting, entry.Value, path) ?? ReadValues(setting, entry.Value, path, problems),
                    entry.Line
                )
            );
        }

        foreach (var required in new[] { SettingsCatalogue.Dataset, SettingsCatalogue.Architecture })
        {
            if (axes.TrueForAll(axis => axis.Setting != required))
            {
                problems.Add(line, $"grid.{required.Name}", $"is missing; expected a list with {required.Expected}");
            }
        }

        var withDefault = new[] { SettingsCatalogue.Mode, SettingsCatalogue.Sparsity, SettingsCatalogue.Seed };
        return [.. axes, .. withDefault.Except(axes.Select(axis => axis.Setting)).Select(Implied)];
    }

    private static Axis Implied(Setting setting) => new(setting, setting.Name, [setting.Get(SpecSettings.Default)], 0);

    private static Setting? SettingOf(SpecEntry entry, string path, SpecProblems problems)
    {
        var named = SettingsCatalogue.Named(entry.Key);
        if (named.Count == 1)
        {
            return named[0];
        }

        var all = SettingsCatalogue.OfTrial.Select(SettingsCatalogue.AxisName).ToList();
        problems.Add(
            entry.Line,
            path,
            named.Count > 1
                ? $"can mean {string.Join(" or ", named.Select(setting => setting.Path))}; write one of these"
                : $"unknown axis{Suggestion.Of(entry.Key, all)}; expected {Suggestion.List(all)}"
        );
        return null;
    }

    private static List<object?> ReadValues(Setting setting, SpecNode node, string path, SpecProblems problems)
    {
        IReadOnlyList<SpecNode> items = node is SpecSequence sequence ? sequence.Items : [node];
        if (items.Count == 0 || node is SpecScalar { IsNull: true })
        {
            problems.Add(node, path, $"is empty, and so would be the grid; expected a list of values, each {setting.Expected}");
            return [];
        }

        if (setting == SettingsCatalogue.Sparsity && items.Count > MostLevels)
        {
            problems.Add(node, path, $"has {items.Count} levels; expected at most {MostLevels}");
            return [];
        }

        var values = new List<object?>();
        var first = new Dictionary<string, int>();
        foreach (var (index, item) in items.Index())
        {
            var itemPath = node is SpecSequence ? $"{path}[{index}]" : path;
            if (!setting.TryRead(item, itemPath, problems, out var value))
            {
                continue;
            }

            // Levels that would be displayed alike count as the same.
            var level =
                setting == SettingsCatalogue.Sparsity ? setting.Format(Math.Round((double)value!, LevelDigits)) : setting.Format(value);
            if (first.TryAdd(level, index))
            {
                values.Add(value);
            }
            else if (
                first[level] is var same
                && items[same] is SpecScalar other
                && setting.TryRead(other, path, new SpecProblems(), out var known)
                && setting.Format(known) != setting.Format(value)
            )
            {
                problems.Add(
                    item,
                    itemPath,
                    $"{setting.Format(value)} is as good as {setting.Format(known)} at {path}[{same}]; expected levels that differ by 0.000001 or more"
                );
            }
            else
            {
                problems.Add(item, itemPath, $"{setting.Format(value)} is there twice, first at {path}[{first[level]}]");
            }
        }

        return values;
    }
}
