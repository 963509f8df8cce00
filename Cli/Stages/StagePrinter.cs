using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Sweep.Api.V1;
using Sweep.Cli.Output;
using Sweep.Contracts;

namespace Sweep.Cli.Stages;

/// <summary>One stage for people: what it is, how it went, and why it failed.</summary>
internal static class StagePrinter
{
    public static void Write(TextWriter output, GetStageResponse stage)
    {
        var console = Terminal.On(output);
        console.Write(Facts(stage));
        if (stage.Curve.Count > 0)
            console.Write(Curve(stage.Curve));
        if (stage.Attempts.Count > 0)
            console.Write(Attempts(stage.Attempts));
        foreach (var attempt in stage.Attempts.Where(attempt => attempt.LogTail.Length + attempt.Details.Length > 0).TakeLast(1))
        {
            WriteText(output, attempt.Number, "last lines of its log", attempt.LogTail);
            WriteText(output, attempt.Number, "exception", attempt.Details);
        }
    }

    private static Table Facts(GetStageResponse stage)
    {
        var (node, info) = (stage.Stage, stage.Stage.Stage);
        var table = Terminal.Table(info.StageId, "").HideHeaders();
        table.Row("stage", info.StageId);
        table.Row("what", info.Name);
        table.Row("state", State(stage));
        if (stage.Path.Count > 0)
        {
            table.Row(
                "stands on",
                string.Join(
                    " → ",
                    stage.Path.Select(above =>
                        $"{above.Stage.Name} ({StageWords.Short(above.Stage.StageId)}, {StageWords.Of(above.State)})"
                    )
                )
            );
        }

        if (node.Children is { Total: > 0 } children)
        {
            table.Row(
                "below it",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Counted.Of(children.Total, "stage")}: {children.Completed:#,0} done, {children.Failed + children.Blocked:#,0} failed"
                )
            );
        }

        table.Row("sweeps", stage.Sweeps.Count > 0 ? string.Join(", ", stage.Sweeps) : "none");
        if (stage.Settings is not null)
            table.Row("settings", string.Join("\n", SettingsText.Flatten(stage.Settings).Select(pair => $"{pair.Name}: {pair.Text}")));
        if (stage.Result is not null)
            table.Row("result", string.Join("\n", SettingsText.Flatten(stage.Result).Select(pair => $"{pair.Name}: {pair.Text}")));
        return table;
    }

    private static string State(GetStageResponse stage)
    {
        var node = stage.Stage;
        var worker = node.WorkerId.Length > 0 ? $" on {node.WorkerId}" : "";
        var progress = node.Progress is { } at ? string.Create(CultureInfo.InvariantCulture, $", epoch {at.Epoch} of {at.Epochs}") : "";
        var failures =
            stage.Failures > 0
                ? string.Create(CultureInfo.InvariantCulture, $", {stage.Failures} failed of at most {stage.Retries + 1} attempts")
                : "";
        var error =
            node.Error.Length > 0 && node.State is StageState.Failed or StageState.Blocked ? $": {node.Error.ReplaceLineEndings(" ")}" : "";
        return $"{StageWords.Of(node.State)}{worker}{progress}{failures}{error}";
    }

    private static Table Curve(IReadOnlyList<EpochPoint> points)
    {
        var table = Terminal.Table("curve", "", ">first", ">last", ">best");
        AddCurve(table, "top1 %", [.. points.Select(point => point.HasTop1 ? point.Top1 : (double?)null)], values => values.Max());
        AddCurve(
            table,
            "train loss",
            [.. points.Select(point => point.HasTrainLoss ? point.TrainLoss : (double?)null)],
            values => values.Min()
        );
        return table;
    }

    private static void AddCurve(Table table, string name, IReadOnlyList<double?> values, Func<IEnumerable<double>, double> best)
    {
        var known = values.OfType<double>().ToList();
        if (known.Count > 0)
            table.Row(name, Sparkline.Of(values), Number(known[0]), Number(known[^1]), Number(best(known)));
    }

    private static TextTable Attempts(IEnumerable<AttemptInfo> attempts)
    {
        var table = new TextTable(">attempt", "worker", "began", ">took", "outcome", "why");
        foreach (var attempt in attempts)
        {
            table.Row(
                attempt.Number.ToString(CultureInfo.InvariantCulture),
                attempt.WorkerId,
                Time(attempt.Started ?? attempt.Queued),
                Took(attempt),
                StageWords.Of(attempt.Outcome),
                attempt.Error.ReplaceLineEndings(" ")
            );
        }

        return table;
    }

    private static void WriteText(TextWriter output, int attempt, string title, string text)
    {
        if (text.Length == 0)
            return;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Attempt {attempt}, {title}:"));
        foreach (var line in text.TrimEnd().ReplaceLineEndings("\n").Split('\n'))
            output.WriteLine($"  {line}");
        output.WriteLine();
    }

    private static string Took(AttemptInfo attempt) =>
        attempt is { Started: { } start, Ended: { } end } ? StageText.Describe(end.ToDateTimeOffset() - start.ToDateTimeOffset()) : "";

    private static string Time(Timestamp? time) =>
        time?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
