using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>Divides trials by what the study compares: places of the grid, and at each place the sparsity levels of each mode.</summary>
internal sealed class StudyCurves : IDisposable
{
    private readonly KeyCodes _seeds;
    private readonly Buffer<double> _top1;
    private readonly Buffer<double> _compression;

    public StudyCurves(ResultTable table, Rows rows, IReadOnlyDictionary<StageId, ImageOutcomes> outcomes)
    {
        using var groups = new GroupCodes(rows.Count);
        foreach (var field in (IEnumerable<ResultField>)[table.Fields["dataset"], table.Fields["architecture"], .. table.Fields.Axes])
            Split(groups, field, table, rows);
        using var placeOf = new Buffer<int>(rows.Count);
        groups.Codes.CopyTo(placeOf.Span);
        var placeFirsts = groups.Firsts();

        Split(groups, table.Fields["mode"], table, rows);
        Split(groups, table.Fields["sparsity"], table, rows);
        _seeds = table.Column(table.Fields["seed"]).Number(rows);
        (_top1, _compression) = (new Buffer<double>(rows.Count), new Buffer<double>(rows.Count));
        Fill(table.Numbers("top1"), rows, _top1);
        Fill(table.Numbers("compression"), rows, _compression);
        var members = Members(groups);
        var atPlace = placeFirsts.Select(_ => new List<StudyLevel>()).ToArray();
        foreach (var positions in members)
        {
            var row = rows[positions.Span[0]];
            atPlace[placeOf.Span[positions.Span[0]]]
                .Add(
                    new StudyLevel(
                        table.Text("mode", row),
                        table.Numbers("sparsity").Number(row),
                        positions,
                        _seeds,
                        _top1.Array,
                        _compression.Array,
                        position => table.State(rows[position]),
                        position => table.Numbers("at_chance").Number(rows[position]) == 1,
                        position => outcomes.GetValueOrDefault(table.Stages[rows[position]])
                    )
                );
        }

        Places = [.. placeFirsts.Select((first, place) => (rows[first], atPlace[place]))];
    }

    /// <summary>The places in grid order; <c>Row</c> is the first trial of a place.</summary>
    public IReadOnlyList<(int Row, List<StudyLevel> Levels)> Places { get; }

    public void Dispose()
    {
        _seeds.Dispose();
        _top1.Dispose();
        _compression.Dispose();
    }

    private static void Split(GroupCodes groups, ResultField field, ResultTable table, Rows rows)
    {
        using var key = table.Column(field).Number(rows);
        groups.Split(key);
    }

    private static void Fill(NumberColumn column, Rows rows, Buffer<double> buffer)
    {
        var numbers = column.Numbers(rows, buffer);
        if (numbers != buffer.Span)
            numbers.CopyTo(buffer.Span);
    }

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
