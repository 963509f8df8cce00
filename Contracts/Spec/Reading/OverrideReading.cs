using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Reads the entries of <c>override</c>.</summary>
internal sealed class OverrideReading(IReadOnlyList<Axis> axes, SpecProblems problems)
{
    private static readonly string[] _keys = ["when", .. SettingsCatalogue.StageBlocks];

    /// <summary>Reads an override; null when there are problems.</summary>
    public SpecOverride? Read(SpecNode node, string path)
    {
        var before = problems.Count;
        AxisFilter? when = null;
        var hasWhen = false;
        var values = new List<SpecOverrideValue>();
        foreach (var entry in Block.Entries(node, path, _keys, problems))
        {
            var entryPath = Block.Join(path, entry.Key);
            if (entry.Key == "when")
            {
                hasWhen = true;
                when = new FilterReading(axes, problems).Read(entry.Value, entryPath);
            }
            else
            {
                values.AddRange(ReadBlock(entry.Key, entry.Value, entryPath));
            }
        }

        if (!hasWhen && node is SpecMapping)
        {
            problems.Add(node, path, "has no 'when', and so would hold everywhere; expected when: { AXIS: VALUE }");
        }

        if (problems.Count == before && values.Count == 0)
        {
            problems.Add(node, path, $"changes nothing; expected settings in {Suggestion.List(SettingsCatalogue.StageBlocks)}");
        }

        if (when is not null)
        {
            RefuseTrainingBySparsity(when, values);
        }

        return problems.Count == before ? new SpecOverride(when!, values, node.Line) : null;
    }

    private IEnumerable<SpecOverrideValue> ReadBlock(string block, SpecNode node, string path)
    {
        var settings = SettingsCatalogue.InBlock(block).ToList();
        foreach (var entry in Block.Entries(node, path, [.. settings.Select(setting => setting.Name)], problems))
        {
            var setting = settings.Find(candidate => candidate.Name == entry.Key)!;
            var entryPath = Block.Join(path, entry.Key);
            if (axes.FirstOrDefault(axis => axis.Setting == setting) is { } axis)
            {
                problems.Add(
                    entry.Line,
                    entryPath,
                    $"would hide the axis grid.{axis.Name}; take it from one of them, or exclude points of the grid"
                );
            }
            else if (setting.TryRead(entry.Value, entryPath, problems, out var value))
            {
                yield return new SpecOverrideValue(setting, value, entry.Line, entryPath);
            }
        }
    }

    /// <summary>Refuses training settings that depend on sparsity, since all levels prune the same dense network.</summary>
    private void RefuseTrainingBySparsity(AxisFilter when, List<SpecOverrideValue> values)
    {
        if (when.Axes.Any(position => axes[position].Setting == SettingsCatalogue.Sparsity))
        {
            foreach (var value in values.Where(value => value.Setting.Block != SettingsCatalogue.Pruning))
            {
                problems.Add(
                    value.Line,
                    value.Path,
                    "cannot depend on sparsity, as all levels prune the same dense network; expected settings of pruning"
                );
            }
        }
    }
}
