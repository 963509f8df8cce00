using System.Collections;
using Sweep.Contracts.States;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>
/// Groups of trials ordered by their keys: numbers ascending, texts in grid order. Every trial is in a group; a group without completed
/// trials has empty summaries. Groups are stored as numbers in arrays, for a million of them, and objects are created when they are read.
/// </summary>
internal sealed class TrialGroups : IReadOnlyList<TrialGroup>
{
    /// <summary>The number of rows from which a second processor is worth its cost.</summary>
    private const int ParallelFrom = 100_000;

    private readonly int[] _order;
    private readonly object?[][] _keys;
    private readonly int[] _firsts;
    private readonly int[] _trials;
    private readonly int[] _completed;
    private readonly int[] _failed;
    private readonly Statistics[] _metrics;

    public TrialGroups(ResultTable table, Rows rows, IReadOnlyList<ResultField> keys, IReadOnlyList<ResultField> metrics)
    {
        using var groups = new GroupCodes(rows.Count);
        var codes = keys.Select(key => table.Column(key).Number(rows)).ToArray();
        foreach (var key in codes)
            groups.Split(key);

        _firsts = Array.ConvertAll(groups.Firsts(), position => rows[position]);
        (_trials, _completed, _failed) = (new int[groups.Count], new int[groups.Count], new int[groups.Count]);
        var dealt = groups.Array;
        var count = groups.Count;
        for (var i = 0; i < rows.Count; i++)
        {
            var (group, state) = (dealt[i], table.State(rows[i]));
            _trials[group]++;
            if (state == TrialState.Completed)
                _completed[group]++;
            else if (state == TrialState.Failed)
                _failed[group]++;
        }

        _metrics = new Statistics[metrics.Count];
        Parallel.For(
            0,
            metrics.Count,
            new ParallelOptions { MaxDegreeOfParallelism = rows.Count < ParallelFrom ? 1 : -1 },
            metric =>
            {
                using var buffer = new Buffer<double>(rows.Count);
                _metrics[metric] = new Statistics(table.Numbers(metrics[metric].Name).Numbers(rows, buffer), dealt, count);
            }
        );
        _order = GroupOrder.Sort(codes, groups.Firsts());
        foreach (var key in codes)
            key.Dispose();
        _keys = [.. keys.Select(key => Array.ConvertAll(_firsts, table.Column(key).ValueAt))];
    }

    public int Count => _order.Length;

    public TrialGroup this[int index]
    {
        get
        {
            var group = _order[index];
            return new TrialGroup(
                [.. _keys.Select(key => key[group])],
                _trials[group],
                _completed[group],
                _failed[group],
                [.. _metrics.Select(metric => metric[group])]
            );
        }
    }

    /// <summary>The table row of a group's first trial.</summary>
    public int FirstRow(int index) => _firsts[_order[index]];

    public IEnumerator<TrialGroup> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
