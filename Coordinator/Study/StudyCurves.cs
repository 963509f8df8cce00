using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>Trials taken apart by what the study compares: places of the grid, and at each place the levels of sparsity of each mode.</summary>
internal sealed class StudyCurves
{
    public StudyCurves(ResultTable table, Rows rows)
    {
        var places = new GroupCodes(rows.Count);
        foreach (var field in (IEnumerable<ResultField>)[table.Fields["dataset"], table.Fields["architecture"], .. table.Fields.Axes])
            places.Split(table.Column(field).Number(rows));
        var (placeOf, placeFirsts) = (places.Codes.AsSpan().ToArray(), places.Firsts());

        var levels = places;
        levels.Split(table.Column(table.Fields["mode"]).Number(rows));
        levels.Split(table.Column(table.Fields["sparsity"]).Number(rows));
        var seeds = table.Column(table.Fields["seed"]).Number(rows);
        var (top1, compression) = (table.Numbers("top1").Numbers(rows).ToArray(), table.Numbers("compression").Numbers(rows).ToArray());
        var members = Members(levels);
        var atPlace = placeFirsts.Select(_ => new List<StudyLevel>()).ToArray();
        foreach (var positions in members)
        {
            var row = rows[positions.Span[0]];
            atPlace[placeOf[positions.Span[0]]].Add(new StudyLevel(
                (string)table.Column(table.Fields["mode"]).ValueAt(row)!, table.Numbers("sparsity").Number(row), positions, seeds, top1, compression,
                position => table.State(rows[position])));
        }

        Places = [.. placeFirsts.Select((first, place) => (rows[first], atPlace[place]))];
    }

    /// <summary>In the order of the grid; <c>Row</c> is the first trial there.</summary>
    public IReadOnlyList<(int Row, List<StudyLevel> Levels)> Places { get; }

    /// <summary>The positions of each group, ascending.</summary>
    private static List<ReadOnlyMemory<int>> Members(GroupCodes groups)
    {
        var ends = new int[groups.Count];
        foreach (var group in groups.Codes)
            ends[group]++;
        for (var group = 1; group < ends.Length; group++)
            ends[group] += ends[group - 1];
        var sorted = new int[groups.Codes.Length];
        var next = ends.ToArray();
        for (var position = sorted.Length - 1; position >= 0; position--)
            sorted[--next[groups.Codes[position]]] = position;
        return [.. ends.Select((end, group) => new ReadOnlyMemory<int>(sorted, next[group], end - next[group]))];
    }
}
