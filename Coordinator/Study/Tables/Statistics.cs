namespace Sweep.Coordinator.Study.Tables;

/// <summary>Summarizes one metric over groups of rows.</summary>
internal sealed class Statistics
{
    private readonly RunningSummary[] _groups;

    /// <param name="values">One number per row, or <see cref="Absent"/>.</param>
    public Statistics(ReadOnlySpan<double> values, int[] groups, int count)
    {
        _groups = new RunningSummary[count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!Absent.Is(values[i]))
                _groups[groups[i]].Add(values[i]);
        }
    }

    public Summary this[int group] => _groups[group].ToSummary();
}
