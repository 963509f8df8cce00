using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Cli.Output;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>For terminals: a bar with the time left, what each worker is at, and what happened last.</summary>
public sealed class LiveView(IAnsiConsole console, TimeProvider time) : IRunView
{
    private const int BarWidth = 40;
    private const int LastLines = 5;
    private readonly LiveScreen _screen = new(console, LastLines, time);

    public void OnCompleted(RunningStage stage, StageResult result) =>
        _screen.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"[green]done[/]    {Markup.Escape(stage.Name)}: top1 [bold]{result.Top1:0.00} %[/] in {StageText.Describe(result.Duration)}{stage.Note}"
            )
        );

    public void OnFailed(RunningStage stage, StageFailed report, FailurePlan plan) =>
        _screen.Add(
            $"[red]failed[/]  {Markup.Escape(stage.Name)}: {Markup.Escape(report.Error.ReplaceLineEndings(" "))}{(plan.Action == FailureAction.Park ? "" : " (trying again)")}"
        );

    public void OnGivenBack(RunningStage stage, string reason) =>
        _screen.Add($"[yellow]stopped[/] {Markup.Escape(stage.Name)}: {Markup.Escape(reason)}");

    public void Note(string text) => _screen.Note(text);

    public Task WatchAsync(RunTracker tracker, CancellationToken stop) =>
        _screen.ShowAsync(
            () => UntilAsync(stop),
            async () => Render(await tracker.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        );

    public IRenderable Render(RunStatus status)
    {
        var speed =
            status.ImagesPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $" · {status.ImagesPerSecond:#,0} images/s") : "";
        var counts = status.Counts;
        var rows = new List<IRenderable>
        {
            new Markup(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[bold]{Markup.Escape(status.Sweep)}[/] {LiveScreen.Bar(status.Fraction, BarWidth)} {Math.Floor(status.Fraction * 100):0} % · {LineView.Left(status)}{speed}"
                )
            ),
            new Markup(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"stages: {counts[StageState.Completed].Stages:#,0} of {counts.Total.Stages:#,0} done, {status.Reused:#,0} reused, {status.Running.Count} running, {Failed(counts)} · {StageText.Describe(status.Elapsed)}"
                )
            ),
        };
        foreach (var stage in status.Running)
        {
            var accuracy = stage.Accuracy is { } top1 ? string.Create(CultureInfo.InvariantCulture, $" · top1 {top1:0.00} %") : "";
            rows.Add(
                new Markup(
                    $"[blue]worker {stage.Slot}[/] {Markup.Escape(stage.Name)} · epoch {stage.Progress.Epoch} of {stage.Progress.Epochs}{accuracy}"
                )
            );
        }

        return new Rows([.. rows, .. _screen.Last]);
    }

    private static string Failed(SweepCounts counts) =>
        counts.Failed.Stages > 0 ? string.Create(CultureInfo.InvariantCulture, $"[red]{counts.Failed.Stages:#,0} failed[/]") : "0 failed";

    private static async Task<bool> UntilAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task.ConfigureAwait(false);
        return true;
    }
}
