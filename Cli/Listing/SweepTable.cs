using System.Globalization;
using Spectre.Console;
using Sweep.Cli.Output;
using Sweep.Contracts.States;

namespace Sweep.Cli.Listing;

/// <summary>Sweeps for people.</summary>
internal static class SweepTable
{
    public static void WriteMany(TextWriter output, IReadOnlyList<SweepRow> rows, DateTimeOffset now)
    {
        var table = new TextTable(
            "sweep",
            "state",
            "created",
            ">priority",
            ">trials",
            ">done",
            ">failed",
            ">stages",
            ">done",
            ">reused",
            ">at"
        );
        foreach (var row in rows)
        {
            long[] numbers = [row.Trials, row.TrialsCompleted, row.TrialsFailed, row.Stages, row.StagesCompleted, row.StagesReused];
            table.Row([row.Name, State(row), Ago(now - row.Created), Count(row.Priority), .. numbers.Select(Count), Percent(row.Fraction)]);
        }

        Terminal.On(output).Write(table);
    }

    public static void WriteOne(TextWriter output, SweepRow row)
    {
        var table = Terminal.Table(row.Name, "").HideHeaders();
        table.Row("sweep", row.Name);
        if (row.Description is { } description)
            table.Row("about", description);
        if (row.Tags.Count > 0)
            table.Row("tags", string.Join(", ", row.Tags));
        if (row.Notes is { } notes)
            table.Row("notes", notes);
        if (row.Notify is { } notify)
            table.Row("notifies", notify);
        table.Row("state", $"{State(row)}{Why(row)}");
        if (row.Stalled is { } reason)
            table.Row("", reason);
        table.Row("at", $"{Percent(row.Fraction)} of the expected work");
        table.Row(
            "trials",
            $"{Count(row.Trials)}: {Count(row.TrialsCompleted)} done, {Count(row.TrialsFailed)} failed{(row.Searching ? "; the search may add more" : "")}"
        );
        table.Row(
            "stages",
            $"{Count(row.Stages)}: {Count(row.StagesCompleted)} done ({Count(row.StagesReused)} reused), {Count(row.StagesRunning)} running, {Count(row.StagesReady)} ready, {Count(row.StagesWaiting)} waiting, {Count(row.StagesFailed)} failed"
        );
        table.Row("spent", SweepLine.Hours(row));
        table.Row("priority", string.Create(CultureInfo.InvariantCulture, $"{row.Priority}, weight {row.Weight:0.###}"));
        table.Row("created", Time(row.Created));
        table.Row("spec", row.SpecHash[..Math.Min(12, row.SpecHash.Length)]);
        Terminal.On(output).Write(table);
    }

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Rounded down, so that only what is done is at 100 %.</summary>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 100):0} %");

    public static string State(SweepRow row) => row.Stalled is null ? row.State.ToString().ToLowerInvariant() : "stalled";

    public static string Why(SweepRow row) =>
        row is { State: SweepState.Paused, GpuHours: { } most } && row.HoursSpent >= most ? ", as its gpu-hours are used up" : "";

    /// <summary><c>3 min ago</c>, the largest unit that fits.</summary>
    public static string Ago(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 60 } => "just now",
            { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min ago"),
            { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h ago"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} days ago"),
        };

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
