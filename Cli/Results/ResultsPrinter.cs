using System.Globalization;
using Spectre.Console;
using Sweep.Cli.Output;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Results as a table for people: mean ± sample standard deviation over each group's trials.</summary>
internal static class ResultsPrinter
{
    private const int MostTexts = 5;

    public static void Print(GroupsFound found, TextWriter output)
    {
        if (found.Trials == 0)
        {
            output.WriteLine("No trial matches.");
            return;
        }

        var table = new TextTable([
            .. found.Keys.Select(key => (key.IsNumeric ? ">" : "") + key.Name),
            ">n",
            .. found.Metrics.Select(metric => $">{metric.Name}{Unit(metric)}"),
        ]);
        foreach (var group in found.Groups)
        {
            table.Styled([
                .. found.Keys.Zip(group.Key).Select(pair => (Numbers.Key(pair.Second, pair.First), Style.Plain)),
                (Count(group), group.Failed > 0 ? new Style(Color.Red) : Style.Plain),
                .. found.Metrics.Zip(group.Metrics).Select(pair => (Numbers.Spread(pair.Second, pair.First), Style.Plain)),
            ]);
        }

        Terminal.On(output).Write(table);
        PrintErrors(found, output);
        if (found.Warnings.Count > 0)
        {
            output.WriteLine("Warnings:");
            PrintCounted(found.Warnings, output);
        }
    }

    private static string Unit(ResultField metric) => metric.Name is "top1" or "top5" ? " %" : "";

    /// <summary>Completed trials, of all when some are not.</summary>
    private static string Count(TrialGroup group) =>
        group.Completed == group.Trials
            ? group.Trials.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{group.Completed} of {group.Trials}");

    private static void PrintErrors(GroupsFound found, TextWriter output)
    {
        if (found.Errors.Count == 0)
            return;
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{found.Errors.Sum(error => error.Count)} of {found.Trials} trials failed:")
        );
        PrintCounted(found.Errors, output);
        output.WriteLine($"  All of them: sweep failures {found.Sweep}");
    }

    /// <summary>Each text once, with how often it came, the most frequent first.</summary>
    private static void PrintCounted(IReadOnlyList<(string Text, long Count)> texts, TextWriter output)
    {
        foreach (var (text, count) in texts.Take(MostTexts))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} × {text.ReplaceLineEndings(" ")}"));
        if (texts.Count > MostTexts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {texts.Count - MostTexts} others"));
    }
}
