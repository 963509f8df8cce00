using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Reads a part of the grid: an entry of <c>exclude</c>, or the <c>when</c> of an override.</summary>
internal sealed class FilterReading(IReadOnlyList<Axis> axes, SpecProblems problems)
{
    /// <summary>Reads a filter; null when there are problems.</summary>
    public AxisFilter? Read(SpecNode node, string path)
    {
        var before = problems.Count;
        var positions = new List<int>();
        var allowed = new List<bool[]>();
        foreach (var entry in Block.EntriesOnce(node, path, $"axes of the grid: {Names()}", problems))
        {
            var entryPath = Block.Join(path, entry.Key);
            var position = Find(entry.Key);
            if (position < 0)
            {
                problems.Add(
                    entry.Line,
                    entryPath,
                    $"is no axis of this grid{Suggestion.Of(entry.Key, axes.Select(axis => axis.Name))}; expected {Names()}"
                );
            }
            else if (positions.Contains(position))
            {
                problems.Add(entry.Line, entryPath, $"names the axis {axes[position].Name} a second time");
            }
            else
            {
                positions.Add(position);
                allowed.Add(ReadValues(axes[position], entry.Value, entryPath));
            }
        }

        if (problems.Count == before && positions.Count == 0)
        {
            problems.Add(node, path, $"names no axis, and so would mean the whole grid; expected {Names()}");
        }

        return problems.Count == before ? new AxisFilter(positions, allowed, node.Line) : null;
    }

    private string Names() => Suggestion.List([.. axes.Select(axis => axis.Name)]);

    private int Find(string name)
    {
        var named = SettingsCatalogue.Named(name);
        return axes.Index()
            .Where(pair => pair.Item.Name == name || named.Contains(pair.Item.Setting))
            .Select(pair => pair.Index)
            .DefaultIfEmpty(-1)
            .First();
    }

    private bool[] ReadValues(Axis axis, SpecNode node, string path)
    {
        var allowed = new bool[axis.Values.Count];
        if (IsOneValue(axis, node))
        {
            Mark(axis, node, path, allowed);
            return allowed;
        }

        var items = ((SpecSequence)node).Items;
        if (items.Count == 0)
        {
            problems.Add(node, path, $"is empty; expected {Suggestion.List(axis.Texts)}");
        }

        foreach (var (index, item) in items.Index())
        {
            Mark(axis, item, $"{path}[{index}]", allowed);
        }

        return allowed;
    }

    /// <summary>A list means several values, unless the values of the axis are lists and this is one of them.</summary>
    private static bool IsOneValue(Axis axis, SpecNode node) =>
        node is not SpecSequence
        || (axis.Setting.TryRead(node, "", new SpecProblems(), out var value) && axis.Texts.Contains(axis.Setting.Format(value)));

    private void Mark(Axis axis, SpecNode node, string path, bool[] allowed)
    {
        if (!axis.Setting.TryRead(node, path, problems, out var value))
        {
            return;
        }

        var text = axis.Setting.Format(value);
        var found = axis.IndexOf(text);
        if (found >= 0)
        {
            allowed[found] = true;
        }
        else if (axis.Values.Count > 0)
        {
            problems.Add(node, path, $"{text} is not on the axis {axis.Name}; expected {Suggestion.List(axis.Texts)}");
        }
    }
}
