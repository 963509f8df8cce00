using System.Diagnostics.Metrics;

namespace Sweep.Hosting.Telemetry;

/// <summary>Makes the measurements that observable gauges return.</summary>
public static class Measurements
{
    /// <summary>Makes one measurement for each item that has a value.</summary>
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
