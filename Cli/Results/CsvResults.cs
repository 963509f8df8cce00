using System.Text.Json;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;

namespace Sweep.Cli.Results;

/// <summary>Groups and figures as CSV (RFC 4180, with a header), in no culture, numbers as short as they can be read back exactly.</summary>
internal static class CsvResults
{
    private static readonly string[] _statistics = ["count", "mean", "std", "min", "max"];
    private static readonly string[] _figure =
    [
        "mode",
        "sparsity",
        "bound",
        "sparsity_low",
        "sparsity_high",
        "break_point",
        "break_point_low",
        "break_point_high",
        "dense_top1",
        "top1",
        "compression",
        "seeds",
        "images",
        "gain",
        "gain_low",
        "gain_high",
        "verdict",
        "note",
    ];

    /// <summary>Each metric takes five columns: <c>top1_count</c>, <c>_mean</c>, <c>_std</c>, <c>_min</c>, <c>_max</c>.</summary>
    public static void WriteGroups(GroupsFound found, TextWriter output)
    {
        CsvRow.Write(
            output,
            [
                .. found.Keys.Select(key => key.Name),
                "trials",
                "completed",
                "failed",
                .. found.Metrics.SelectMany(metric => _statistics.Select(suffix => metric.Name + "_" + suffix)),
            ]
        );
        foreach (var group in found.Groups)
        {
            CsvRow.Write(
                output,
                group
                    .Key.Concat([group.Trials, group.Completed, group.Failed])
                    .Concat(
                        group.Metrics.SelectMany(metric => new object?[] { metric.Count, metric.Mean, metric.Std, metric.Min, metric.Max })
                    )
                    .Select(ResultField.Write)
            );
        }
    }

    /// <summary>A line for each mode; what is of the comparison stands in both.</summary>
    public static void WriteFigure(FigureFound found, TextWriter output)
    {
        CsvRow.Write(output, ["dataset", "architecture", .. found.Axes, .. _figure]);
        foreach (var row in found.Rows)
        {
            WriteMode(output, found, row, StudyFigure.FineTuned, row.FineTuned);
            WriteMode(output, found, row, StudyFigure.FromScratch, row.FromScratch);
        }
    }

    private static void WriteMode(TextWriter output, FigureFound found, StudyRow row, string mode, BestSparsity? best)
    {
        if (best is null)
            return;
        var (at, gain) = (best.BreakPoint, row.GainEstimate);
        object?[] figure =
        [
            best.Sparsity,
            Name(best.Bound),
            best.Interval?.Low,
            best.Interval?.High,
            at is { IsBeyond: false } ? at.Sparsity : null,
            at?.Interval?.Low,
            at?.Interval?.High,
            best.DenseTop1,
            best.Top1,
            best.Compression,
            best.Seeds,
            at?.Images,
            gain?.Value,
            gain?.Interval?.Low,
            gain?.Interval?.High,
            Name(row.Verdict),
            best.Note,
        ];
        CsvRow.Write(
            output,
            [
                row.Dataset,
                row.Architecture,
                .. found.Axes.Select(axis => row.Axes.GetValueOrDefault(axis)),
                mode,
                .. figure.Select(ResultField.Write),
            ]
        );
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
