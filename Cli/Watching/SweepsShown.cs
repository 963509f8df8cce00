using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Watching;

/// <summary>Sweeps on a terminal, with bars.</summary>
internal static class SweepsShown
{
    private const int Wide = 40;
    private const int Narrow = 16;

    /// <summary>Lines around a table's rows, the one that says how many more there are, and the one on workers.</summary>
    private const int Around = 6;

    public static IReadOnlyList<IRenderable> One(WatchState state) =>
        state.Sweeps is not [var sweep, ..]
            ? [new Text("The sweep is gone.")]
            :
            [
                Line(
                    $"[bold]{Markup.Escape(sweep.Name)}[/] {LiveScreen.Bar(sweep.Fraction, Wide)} {SweepTable.Percent(sweep.Fraction)} · {State(sweep)}"
                ),
                Line(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"trials {sweep.TrialsCompleted:#,0} of {sweep.Trials:#,0} done, {Failed(sweep.TrialsFailed)} · stages {sweep.StagesCompleted:#,0} of {sweep.Stages:#,0} done, {sweep.StagesReused:#,0} reused, {sweep.StagesRunning:#,0} running, {Failed(sweep.StagesFailed)}"
                    )
                ),
                Line($"{SweepLine.Hours(sweep)}{SweepLine.Speed(state.ImagesPerSecond)} · {Workers(state)}"),
            ];

    /// <summary>Those that run first, then the newest.</summary>
    public static IReadOnlyList<IRenderable> Many(WatchState state, int rows)
    {
        var table = Terminal.Table("sweep", "", ">at", ">trials", ">failed", ">running", ">left", ">used", ">saved");
        var shown = state.Sweeps.OrderBy(sweep => Order(sweep.State)).Take(Math.Max(rows - Around, 1)).ToList();
        foreach (var sweep in shown)
        {
            table.AddRow(
                new Text(sweep.Name),
                new Markup(LiveScreen.Bar(sweep.Fraction, Narrow)),
                new Text(sweep.State == SweepState.Running ? SweepTable.Percent(sweep.Fraction) : SweepTable.State(sweep)),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{sweep.TrialsCompleted:#,0}/{sweep.Trials:#,0}")),
                new Text(SweepTable.Count(sweep.TrialsFailed), sweep.TrialsFailed > 0 ? new Style(Color.Red) : Style.Plain),
                new Text(SweepTable.Count(sweep.StagesRunning)),
                new Text(sweep.RemainingSeconds is { } left ? StageText.Describe(TimeSpan.FromSeconds(left)) : ""),
                new Text(Hours(sweep.HoursSpent)),
                new Text(sweep.HoursSaved is { } saved ? Hours(saved) : "")
            );
        }

        List<IRenderable> all = [table, Line(Workers(state) + SweepLine.Speed(state.ImagesPerSecond))];
        if (shown.Count < state.Sweeps.Count)
            all.Insert(1, Line(string.Create(CultureInfo.InvariantCulture, $"and {state.Sweeps.Count - shown.Count:#,0} more sweeps")));
        return state.Sweeps.Count > 0 ? all : [new Text("No sweeps yet: sweep submit FILE makes one.")];
    }

    private static string State(SweepRow sweep) =>
        sweep.State switch
        {
            SweepState.Running => SweepLine.Left(sweep),
            SweepState.Completed => "[green]completed[/]",
            SweepState.Failed => "[red]failed[/]",
            _ => $"[yellow]{SweepTable.State(sweep)}[/]{SweepTable.Why(sweep)}",
        };

    private static int Order(SweepState state) =>
        state switch
        {
            SweepState.Running => 0,
            SweepState.Paused => 1,
            _ => 2,
        };

    private static string Workers(WatchState state)
    {
        var (busy, slots) = (state.Workers.Sum(worker => worker.Held.Count), state.Workers.Sum(worker => worker.Slots));
        return state.Workers.Count == 0
            ? "[yellow]no workers[/]: sweep-worker --help says how to start one"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{state.Workers.Count:#,0} {(state.Workers.Count == 1 ? "worker" : "workers")}, {busy:#,0} of {slots:#,0} slots busy"
            );
    }

    private static string Failed(long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count > 0 ? "[red]" : "")}{count:#,0} failed{(count > 0 ? "[/]" : "")}");

    private static string Hours(double hours) => string.Create(CultureInfo.InvariantCulture, $"{hours:#,0.0} h");

    private static Markup Line(string markup) => new Markup(markup).Overflow(Overflow.Ellipsis);
}
