namespace Sweep.Coordinator.Study.Tables;

/// <summary>One metric over groups of rows.</summary>
internal sealed class Statistics
{
    private readonly int[] _counts;
    private readonly double[] _means;
    private readonly double[] _squares;
    private readonly double[] _mins;
    private readonly double[] _maxs;

    /// <param name="values">A number a row, or <see cref="Absent"/>.</param>
    public Statistics(ReadOnlySpan<double> values, int[] groups, int count)
    {
        (_counts, _means, _squares, _mins, _maxs) = (new int[count], new double[count], new double[count], new double[count], new double[count]);
        Array.Fill(_mins, double.PositiveInfinity);
        Array.Fill(_maxs, double.NegativeInfinity);

        // Welford's recurrence, row after row: exact for equal values, where the difference of two large sums is not, and the same
        // to the last bit however often and by whom it is asked.
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (Absent.Is(value))
                continue;
            var group = groups[i];
            var before = value - _means[group];
            _means[group] += before / ++_counts[group];
            _squares[group] += before * (value - _means[group]);
            _mins[group] = Math.Min(_mins[group], value);
            _maxs[group] = Math.Max(_maxs[group], value);
        }
    }

    public Summary this[int group] => _counts[group] == 0
        ? new Summary(0, null, null, null, null)
        : new Summary(_counts[group], _means[group], _counts[group] > 1 ? Math.Sqrt(_squares[group] / (_counts[group] - 1)) : null, _mins[group], _maxs[group]);
}
