using System.Globalization;
using Spectre.Console;
using Sweep.Cli.Output;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>The study's figure for people: its answer in a sentence, the largest sparsity that keeps the accuracy, and how the modes differ at each level.</summary>
internal static class StudyPrinter
{
    /// <summary>Of more comparisons than these the differences by level are left to the other formats.</summary>
    private const int MostDetailed = 8;

    public static void Print(FigureFound found, TextWriter output)
    {
        var (rows, axes, tolerance) = (found.Rows, found.Axes, found.Tolerance);
        if (rows.Count == 0)
        {
            output.WriteLine("There are no trials to compare.");
            return;
        }

        output.WriteLine(StudyAnswer.Of(rows));
        output.WriteLine();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Largest sparsity that keeps top1 within {tolerance} point{(tolerance == 1 ? "" : "s")} of the dense network, with its 95 % interval:"
            )
        );
        Terminal.On(output).Write(Figure(rows, axes));
        foreach (
            var line in rows.Where(row => rows.Count > 1 && row is { FineTuned: not null, FromScratch: not null })
                .Select(row => row.Answer)
                .Concat(rows.SelectMany(Notes))
        )
        {
            output.WriteLine("  " + line);
        }

        foreach (var line in found.Search)
            output.WriteLine(line);
        if (rows.Count > MostDetailed || rows.All(row => row.Differences.Count == 0))
            return;
        output.WriteLine();
        output.WriteLine(
            "Points of top1 by which fine-tuned networks are more accurate than from-scratch ones, with 95 % intervals; p is corrected for the number of levels:"
        );
        Terminal.On(output).Write(Differences(rows, axes));
    }

    private static Table Figure(IReadOnlyList<StudyRow> rows, IReadOnlyList<string> axes)
    {
        var table = Terminal.Table([
            "dataset",
            "architecture",
            .. axes,
            ">from-scratch",
            ">top1 (dense) %",
            ">fine-tuned",
            ">top1 (dense) %",
            ">gain, points",
        ]);
        foreach (var row in rows)
        {
            table.Row([
                row.Dataset,
                row.Architecture,
                .. axes.Select(axis => row.Axes.GetValueOrDefault(axis, "")),
                Sparsity(row.FromScratch),
                Accuracy(row.FromScratch),
                Sparsity(row.FineTuned),
                Accuracy(row.FineTuned),
                Gain(row),
            ]);
        }

        return table;
    }

    private static Table Differences(IReadOnlyList<StudyRow> rows, IReadOnlyList<string> axes)
    {
        var table = Terminal.Table(["dataset", "architecture", .. axes, ">sparsity", ">n", ">difference", ">95 % interval", ">p"]);
        foreach (var row in rows)
        {
            foreach (var level in row.Differences)
            {
                table.Row([
                    row.Dataset,
                    row.Architecture,
                    .. axes.Select(axis => row.Axes.GetValueOrDefault(axis, "")),
                    Numbers.Share(level.Sparsity),
                    level.Seeds.ToString(CultureInfo.InvariantCulture),
                    Signed(level.Difference, "0.00"),
                    level.Interval is { } interval ? $"{Signed(interval.Low, "0.00")} to {Signed(interval.High!.Value, "0.00")}" : "n/a",
                    level.Adjusted switch
                    {
                        null => "n/a",
                        < 0.001 => "< 0.001",
                        var p => p.Value.ToString("0.000", CultureInfo.InvariantCulture),
                    },
                ]);
            }
        }

        return table;
    }

    private static string Sparsity(BestSparsity? best) =>
        best?.Sparsity is { } sparsity
            ? Bounded(Numbers.Share(sparsity), best.Bound)
                + (
                    best.Interval is { } interval
                        ? $" [{Numbers.Share(interval.Low)}, {(interval.High is { } high ? Numbers.Share(high) : "…")}]"
                        : ""
                )
            : "n/a";

    private static string Accuracy(BestSparsity? best) =>
        best is { Top1: { } top1, DenseTop1: { } dense } ? $"{Numbers.Percent(top1)} ({Numbers.Percent(dense)})" : "";

    /// <summary>By the break points, as its interval is.</summary>
    private static string Gain(StudyRow row)
    {
        if (row.GainEstimate is not { Value: { } gain } estimate)
            return "n/a";
        var bound = (row.FineTuned!.BreakPoint!.IsBeyond, row.FromScratch!.BreakPoint!.IsBeyond) switch
        {
            (true, _) => BestSparsityBound.AtLeast,
            (_, true) => BestSparsityBound.AtMost,
            _ => BestSparsityBound.Exact,
        };
        return Bounded(Signed(gain * 100, "0.#"), bound)
            + (
                estimate.Interval is { } interval
                    ? $" [{Signed(interval.Low * 100, "0.#")}, {(interval.High is { } high ? Signed(high * 100, "0.#") : "…")}]"
                    : ""
            );
    }

    private static string Bounded(string value, BestSparsityBound bound) =>
        bound switch
        {
            BestSparsityBound.AtLeast => "≥ " + value,
            BestSparsityBound.AtMost => "≤ " + value,
            _ => value,
        };

    private static string Signed(double value, string digits) => value.ToString($"+{digits};-{digits};0", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Notes(StudyRow row) =>
        new[] { (Mode: StudyFigure.FromScratch, row.FromScratch?.Note), (Mode: StudyFigure.FineTuned, row.FineTuned?.Note) }
            .Where(pair => pair.Note is not null)
            .Select(pair => $"{StudyAnswer.Place(row)} {pair.Mode}: {pair.Note}");
}
