using System.Globalization;
using Spectre.Console;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>The study's figure as a table for people: the largest sparsity that keeps the accuracy, fine-tuned beside from-scratch.</summary>
public static class StudyPrinter
{
    /// <param name="tolerance">Percentage points of top-1.</param>
    public static void Print(IReadOnlyCollection<TrialResult> trials, TextWriter output, double tolerance = StudyFigure.DefaultTolerance)
    {
        var rows = StudyFigure.Of(trials, tolerance);
        if (rows.Count == 0)
        {
            output.WriteLine("There are no trials to compare.");
            return;
        }

        var axes = trials.SelectMany(trial => trial.Axes.Keys).Distinct().ToList();
        var table = TableConsole.NewTable().AddColumns(["dataset", "architecture", .. axes.Select(Markup.Escape)]);
        table.AddColumn(new TableColumn("from-scratch").RightAligned());
        table.AddColumn(new TableColumn("top1 (dense) %").RightAligned());
        table.AddColumn(new TableColumn("fine-tuned").RightAligned());
        table.AddColumn(new TableColumn("top1 (dense) %").RightAligned());
        table.AddColumn(new TableColumn("gain").RightAligned());
        foreach (var row in rows)
        {
            table.AddRow([
                new Text(row.Dataset), new Text(row.Architecture), .. axes.Select(axis => new Text(row.Axes.GetValueOrDefault(axis, ""))),
                Cell(Sparsity(row.FromScratch)), Cell(Accuracy(row.FromScratch)),
                Cell(Sparsity(row.FineTuned)), Cell(Accuracy(row.FineTuned)), Cell(Gain(row)),
            ]);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Largest sparsity that keeps top1 within {tolerance} point{(tolerance == 1 ? "" : "s")} of the dense network:"));
        TableConsole.For(output).Write(table);
        foreach (var note in rows.SelectMany(row => Notes(row, axes)))
        {
            output.WriteLine("  " + note);
        }
    }

    private static Text Cell(string text) => new Text(text).RightJustified();

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

    private static IEnumerable<string> Notes(StudyRow row, List<string> axes)
    {
        var place = string.Join(" ", [row.Dataset, row.Architecture, .. axes.Select(axis => $"{axis}={row.Axes.GetValueOrDefault(axis)}")]);
        return new[] { (Mode: StudyFigure.FromScratch, row.FromScratch?.Note), (Mode: StudyFigure.FineTuned, row.FineTuned?.Note) }
            .Where(pair => pair.Note is not null).Select(pair => $"{place} {pair.Mode}: {pair.Note}");
    }
}
