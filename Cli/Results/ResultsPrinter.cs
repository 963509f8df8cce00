using System.Globalization;
using Spectre.Console;
using Sweep.Cli.Output;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Results as a table for people: mean ± sample standard deviation over each group's trials.</summary>
public static class ResultsPrinter
{
    private const int MostErrors = 5;

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
    }

    private static string Unit(ResultField metric) => metric.Name is "top1" or "top5" ? " %" : "";

    /// <summary>Completed trials, of all when some are not.</summary>
    private static string Count(TrialGroup group) => group.Completed == group.Trials
        ? group.Trials.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{group.Completed} of {group.Trials}");

    private static void PrintErrors(ResultsAnswer answer, TextWriter output)
    {
        var failed = answer.Trials.Where(trial => trial.State == TrialState.Failed).ToList();
        if (failed.Count == 0)
        {
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failed.Count} of {answer.Trials.Count} trials failed:"));
        var errors = failed.GroupBy(trial => trial.Error ?? "no error was recorded").OrderByDescending(group => group.Count()).ToList();
        foreach (var error in errors.Take(MostErrors))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {error.Count()} × {error.Key.ReplaceLineEndings(" ")}"));
        }

        if (errors.Count > MostErrors)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {errors.Count - MostErrors} other errors"));
        }

        output.WriteLine($"All of them: sweep results {answer.Sweep} --where \"state = failed\" --format csv");
    }
}
