using System.Text.Json;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;

namespace Sweep.Cli.Results;

/// <summary>Groups and figures as CSV (RFC 4180, with a header), in no culture, numbers as short as they can be read back exactly.</summary>
internal static class CsvResults
{
    private static readonly string[] s_statistics = ["count", "mean", "std", "min", "max"];
    private static readonly string[] s_figure = ["mode", "sparsity", "bound", "dense_top1", "top1", "compression", "seeds", "note"];

    /// <summary>Each metric takes five columns: <c>top1_count</c>, <c>_mean</c>, <c>_std</c>, <c>_min</c>, <c>_max</c>.</summary>
    public static void WriteGroups(GroupsFound found, TextWriter output)
    {
        CsvRow.Write(output,
        [
            .. found.Keys.Select(key => key.Name), "trials", "completed", "failed",
            .. found.Metrics.SelectMany(metric => s_statistics.Select(suffix => metric.Name + "_" + suffix)),
        ]);
        foreach (var group in found.Groups)
        {
            CsvRow.Write(output, group.Key
                .Concat([group.Trials, group.Completed, group.Failed])
                .Concat(group.Metrics.SelectMany(metric => new object?[] { metric.Count, metric.Mean, metric.Std, metric.Min, metric.Max }))
                .Select(ResultField.Write));
        }
    }

    /// <summary>A line for each mode.</summary>
    public static void WriteFigure(FigureFound found, TextWriter output)
    {
        CsvRow.Write(output, ["dataset", "architecture", .. found.Axes, .. s_figure]);
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
        object?[] figure = [best.Sparsity, JsonNamingPolicy.KebabCaseLower.ConvertName(best.Bound.ToString()), best.DenseTop1, best.Top1, best.Compression, best.Seeds, best.Note];
        CsvRow.Write(output, [row.Dataset, row.Architecture, .. found.Axes.Select(axis => row.Axes.GetValueOrDefault(axis)), mode, .. figure.Select(ResultField.Write)]);
    }
}
