namespace Sweep.Coordinator.Study;

/// <summary>Statistics of one metric over a group of trials.</summary>
/// <param name="Count">The number of trials that have a value.</param>
/// <param name="Mean">Null when no trial has a value.</param>
/// <param name="Std">The sample standard deviation (divided by n−1); null for fewer than two values.</param>
public sealed record Summary(int Count, double? Mean, double? Std, double? Min, double? Max)
{
    public static Summary Compute(IEnumerable<double> values)
    {
        var sum = new RunningSummary();
        foreach (var value in values)
        {
            sum.Add(value);
        }

        return sum.ToSummary();
    }
}

/// <summary>
/// A summary that is updated value by value with Welford's recurrence. It is exact for equal values, where the difference of two large sums
/// is not, and identical to the last bit for equal values in the same order.
/// </summary>
internal struct RunningSummary
{
    private int _count;
    private double _mean;
    private double _squares;
    private double _min;
    private double _max;

    public void Add(double value)
    {
        var before = value - _mean;
        _mean += before / (_count + 1);
        _squares += before * (value - _mean);
        _min = _count == 0 ? value : Math.Min(_min, value);
        _max = _count == 0 ? value : Math.Max(_max, value);
        _count++;
    }

    public readonly Summary ToSummary() =>
        _count == 0
            ? new Summary(0, null, null, null, null)
            : new Summary(_count, _mean, _count > 1 ? Math.Sqrt(_squares / (_count - 1)) : null, _min, _max);
}
