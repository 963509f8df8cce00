using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Api.V1;
using Sweep.Cli.Output;
using RunningStage = Sweep.Api.V1.RunningStage;

namespace Sweep.Cli.Watching;

/// <summary>What workers are at, on a terminal.</summary>
internal static class RunningShown
{
    /// <summary>Lines of a table besides its rows, and the one that says how many more there are.</summary>
    private const int Around = 5;

    public static IReadOnlyList<IRenderable> Of(WatchState state, int room)
    {
        if (state.Running.Count == 0)
            return [];
        var table = Terminal.Table("worker", "device", "stage", ">epoch", ">top1 %", ">images/s", ">for");
        var shown = state.Running.Take(Math.Max(room - Around, 1)).ToList();
        foreach (var running in shown)
            table.Row(Cells(running));
        var more = state.Running.Count - shown.Count + state.RunningOmitted;
        return more == 0 ? [table] : [table, new Text(string.Create(CultureInfo.InvariantCulture, $"and {more:#,0} more"))];
    }

    private static string[] Cells(RunningStage running)
    {
        var progress = running.Progress ?? new StageProgress();
        return
        [
            running.WorkerId,
            running.Device,
            running.Stage.Name + (running.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $" · attempt {running.Attempt}") : ""),
            running.Started ? string.Create(CultureInfo.InvariantCulture, $"{progress.Epoch}/{progress.Epochs}") : "sent",
            progress.HasTop1 ? progress.Top1.ToString("0.00", CultureInfo.InvariantCulture) : "",
            progress.ImagesPerSecond > 0 ? progress.ImagesPerSecond.ToString("#,0", CultureInfo.InvariantCulture) : "",
            running.Elapsed is { } elapsed ? StageText.Describe(elapsed.ToTimeSpan()) : "",
        ];
    }
}
