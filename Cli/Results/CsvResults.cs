using System.Globalization;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;

namespace Sweep.Cli.Results;

/// <summary>Results as CSV (RFC 4180), in no culture, numbers as short as they can be read back exactly.</summary>
public static class CsvResults
{
    private static readonly string[] s_statistics = ["count", "mean", "std", "min", "max"];

    public static void WriteTrials(ResultsAnswer answer, TextWriter output) =>
        Write(output, answer.Fields.All.Select(field => field.Name),
            answer.Trials.Select(trial => answer.Fields.All.Select(field => field.TextOf(trial))));

    /// <summary>Each metric takes five columns: <c>top1_count</c>, <c>_mean</c>, <c>_std</c>, <c>_min</c>, <c>_max</c>.</summary>
    public static void WriteGroups(ResultsAnswer answer, TextWriter output) =>
        Write(output,
            [
                .. answer.Keys.Select(key => key.Name), "trials", "completed", "failed",
                .. answer.Metrics.SelectMany(metric => s_statistics.Select(suffix => metric.Name + "_" + suffix)),
            ],
            answer.Groups.Select(group => group.Key
                .Concat([group.Trials, group.Completed, group.Failed])
                .Concat(group.Metrics.SelectMany(metric => new object?[] { metric.Count, metric.Mean, metric.Std, metric.Min, metric.Max }))
                .Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));

    private static void Write(TextWriter output, IEnumerable<string> header, IEnumerable<IEnumerable<string?>> rows)
    {
        foreach (var row in rows.Prepend(header))
        {
            CsvRow.Write(output, row);
        }
    }
}
