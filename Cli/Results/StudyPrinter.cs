using System.Globalization;
using Spectre.Console;
using Sweep.Cli.Output;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>The study's figure as a table for people: the largest sparsity that keeps the accuracy, fine-tuned beside from-scratch.</summary>
internal static class StudyPrinter
{
    public static void Print(FigureFound found, TextWriter output)
    {
        var (rows, axes, tolerance) = (found.Rows, found.Axes, found.Tolerance);
        if (rows.Count == 0)
        {
            output.WriteLine("There are no trials to compare.");
            return;
        }

        var table = Terminal.Table(
            ["dataset", "architecture", .. axes, ">from-scratch", ">top1 (dense) %", ">fine-tuned", ">top1 (dense) %", ">gain"]);
        foreach (var row in rows)
        {
            table.Row([
                row.Dataset, row.Architecture, .. axes.Select(axis => row.Axes.GetValueOrDefault(axis, "")),
                Sparsity(row.FromScratch), Accuracy(row.FromScratch), Sparsity(row.FineTuned), Accuracy(row.FineTuned), Gain(row),
            ]);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Largest sparsity that keeps top1 within {tolerance} point{(tolerance == 1 ? "" : "s")} of the dense network:"));
        Terminal.On(output).Write(table);
        foreach (var note in rows.SelectMany(row => Notes(row, axes)))
        {
            output.WriteLine("  " + note);
        }
    }

    private static string Sparsity(BestSparsity? best) =>
        best?.Sparsity is { } sparsity ? Bounded(Numbers.Share(sparsity), best.Bound) : "n/a";

    private static string Accuracy(BestSparsity? best) =>
        best is { Top1: { } top1, DenseTop1: { } dense } ? $"{Numbers.Percent(top1)} ({Numbers.Percent(dense)})" : "";

    private static string Gain(StudyRow row) => row.Gain is { } gain
        ? Bounded((gain * 100).ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture) + " points", row.GainBound)
        : "n/a";

    private static string Bounded(string value, BestSparsityBound bound) => bound switch
    {
        BestSparsityBound.AtLeast => "≥ " + value,
        BestSparsityBound.AtMost => "≤ " + value,
        _ => value,
    };

    private static IEnumerable<string> Notes(StudyRow row, IReadOnlyList<string> axes)
    {
        var place = string.Join(" ", [row.Dataset, row.Architecture, .. axes.Select(axis => $"{axis}={row.Axes.GetValueOrDefault(axis)}")]);
        return new[] { (Mode: StudyFigure.FromScratch, row.FromScratch?.Note), (Mode: StudyFigure.FineTuned, row.FineTuned?.Note) }
            .Where(pair => pair.Note is not null).Select(pair => $"{place} {pair.Mode}: {pair.Note}");
    }
}
