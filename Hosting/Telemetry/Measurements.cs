using System.Diagnostics.Metrics;

namespace Sweep.Hosting.Telemetry;

/// <summary>What observable gauges answer with.</summary>
public static class Measurements
{
    /// <summary>One for each of the items that has a value.</summary>
    public static IEnumerable<Measurement<double>> Of<T>(
        IEnumerable<T> items,
        Func<T, double?> value,
        Func<T, KeyValuePair<string, object?>[]> tags
    )
    {
        foreach (var item in items)
        {
            if (value(item) is { } known)
                yield return new Measurement<double>(known, tags(item));
        }
    }
}
