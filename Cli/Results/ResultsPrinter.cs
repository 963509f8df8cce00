using System.Globalization;
using Spectre.Console;
using Sweep.Cli.Output;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Results as a table for people: mean ± sample standard deviation over each group's trials.</summary>
public static class ResultsPrinter
{
    private const int MostTexts = 5;

    /// <summary>What <c>sweep run</c> ends with: one line a point of the grid, over its seeds.</summary>
    public static void Print(string sweep, IReadOnlyCollection<TrialResult> trials, TextWriter output) =>
        Print(new ResultsQuery().Ask(sweep, trials), output);

    public static void Print(ResultsAnswer answer, TextWriter output)
    {
        if (answer.Trials.Count == 0)
        {
            output.WriteLine("No trial matches.");
            return;
        }

        var table = Terminal.Table([
            .. answer.Keys.Select(key => (key.IsNumeric ? ">" : "") + key.Name),
            ">n",
            .. answer.Metrics.Select(metric => $">{metric.Name}{Unit(metric)}"),
        ]);
        foreach (var group in answer.Groups)
        {
            table.AddRow([
                .. answer.Keys.Zip(group.Key).Select(pair => new Text(Numbers.Key(pair.Second, pair.First))),
                new Text(Count(group), group.Failed > 0 ? new Style(Color.Red) : Style.Plain),
                .. answer.Metrics.Zip(group.Metrics).Select(pair => new Text(Numbers.Spread(pair.Second, pair.First))),
            ]);
        }

        Terminal.On(output).Write(table);
        PrintErrors(answer, output);
        PrintWarnings(answer, output);
    }

    private static string Unit(ResultField metric) => metric.Name is "top1" or "top5" ? " %" : "";

    /// <summary>Completed trials, of all when some are not.</summary>
    private static string Count(TrialGroup group) => group.Completed == group.Trials
        ? group.Trials.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{group.Completed} of {group.Trials}");

    private static void PrintErrors(ResultsAnswer answer, TextWriter output)
    {
        var errors = answer.Trials.Where(trial => trial.State == TrialState.Failed).Select(trial => trial.Error ?? "no error was recorded").ToList();
        if (errors.Count > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{errors.Count} of {answer.Trials.Count} trials failed:"));
            PrintCounted(errors, output);
            output.WriteLine($"  All of them: sweep results {answer.Sweep} --where \"state = failed\" --format csv");
        }
    }

    private static void PrintWarnings(ResultsAnswer answer, TextWriter output)
    {
        var warnings = answer.Trials.SelectMany(trial => trial.Result?.Warnings ?? []).ToList();
        if (warnings.Count > 0)
        {
            output.WriteLine("Warnings:");
            PrintCounted(warnings, output);
        }
    }

    /// <summary>Each text once, with how often it came, the most frequent first.</summary>
    private static void PrintCounted(IEnumerable<string> texts, TextWriter output)
    {
        var counted = texts.GroupBy(text => text).OrderByDescending(group => group.Count()).ToList();
        foreach (var text in counted.Take(MostTexts))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {text.Count()} × {text.Key.ReplaceLineEndings(" ")}"));
        }

        if (counted.Count > MostTexts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {counted.Count - MostTexts} others"));
        }
    }
}
