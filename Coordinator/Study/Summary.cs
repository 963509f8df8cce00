namespace Sweep.Coordinator.Study;

/// <summary>Statistics of one metric over a group of trials.</summary>
/// <param name="Count">How many trials had a value.</param>
/// <param name="Mean">Null when none had.</param>
/// <param name="Std">Sample standard deviation (divided by n−1); null below two values.</param>
public sealed record Summary(int Count, double? Mean, double? Std, double? Min, double? Max)
{
    public static Summary Of(IEnumerable<double> values)
    {
        // Welford's recurrence: exact for equal values, where the difference of two large sums is not.
        var (count, mean, squares) = (0, 0.0, 0.0);
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            count++;
            var before = value - mean;
            mean += before / count;
            squares += before * (value - mean);
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return count == 0
            ? new Summary(0, null, null, null, null)
            : new Summary(count, mean, count > 1 ? Math.Sqrt(squares / (count - 1)) : null, min, max);
    }
}
