using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>For terminals: a bar with the time left, what each worker is at, and what happened last.</summary>
public sealed class LiveView(IAnsiConsole console, TimeProvider time) : IRunView
{
    private const int BarWidth = 40;
    private const int LastLines = 5;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.5);
    private readonly Lock _gate = new();
    private readonly Queue<string> _last = [];
    private bool _isWatching;

    public void OnCompleted(RunningStage stage, StageResult result) => Add(string.Create(
        CultureInfo.InvariantCulture,
        $"[green]done[/]    {Markup.Escape(StageText.Describe(stage.Definition))}: top1 [bold]{result.Top1:0.00} %[/] in {StageText.Describe(result.Duration)}"));

    public void OnFailed(RunningStage stage, StageFailed report, FailurePlan plan) => Add(
        $"[red]failed[/]  {Markup.Escape(StageText.Describe(stage.Definition))}: {Markup.Escape(report.Error.ReplaceLineEndings(" "))}{(plan.Action == FailureAction.Park ? "" : " (trying again)")}");

    public void OnGivenBack(RunningStage stage, string reason) => Add($"[yellow]stopped[/] {Markup.Escape(StageText.Describe(stage.Definition))}: {Markup.Escape(reason)}");

    public void Note(string text)
    {
        if (_isWatching)
            Add(Markup.Escape(text));
        else
            console.WriteLine(text);
    }

    public async Task WatchAsync(RunTracker tracker, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, time);
        _isWatching = true;
        await console.Live(Text.Empty).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            try
            {
                do
                    live.UpdateTarget(Render(await tracker.ReadAsync(CancellationToken.None).ConfigureAwait(false)));
                while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                live.UpdateTarget(Render(await tracker.ReadAsync(CancellationToken.None).ConfigureAwait(false)));
            }
        }).ConfigureAwait(false);
        _isWatching = false;
    }

    public IRenderable Render(RunStatus status)
    {
        var full = (int)(status.Fraction * BarWidth);
        var speed = status.ImagesPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $" · {status.ImagesPerSecond:#,0} images/s") : "";
        var counts = status.Counts;
        var rows = new List<IRenderable>
        {
            new Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"[bold]{Markup.Escape(status.Sweep)}[/] [green]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] {Math.Floor(status.Fraction * 100):0} % · {LineView.Left(status)}{speed}")),
            new Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"stages: {counts[StageState.Completed].Stages:#,0} of {counts.Total.Stages:#,0} done, {status.Reused:#,0} reused, {status.Running.Count} running, {Failed(counts)} · {StageText.Describe(status.Elapsed)}")),
        };
        foreach (var stage in status.Running)
        {
            var accuracy = stage.Accuracy is { } top1 ? string.Create(CultureInfo.InvariantCulture, $" · top1 {top1:0.00} %") : "";
            rows.Add(new Markup(
                $"[blue]worker {stage.Slot}[/] {Markup.Escape(StageText.Describe(stage.Definition))} · epoch {stage.Progress.Epoch} of {stage.Progress.Epochs}{accuracy}"));
        }

        lock (_gate)
            rows.AddRange(_last.Select(line => new Markup(line)));
        return new Rows(rows);
    }

    private static string Failed(SweepCounts counts) => counts.Failed.Stages > 0
        ? string.Create(CultureInfo.InvariantCulture, $"[red]{counts.Failed.Stages:#,0} failed[/]")
        : "0 failed";

    private void Add(string markup)
    {
        lock (_gate)
        {
            _last.Enqueue(markup);
            if (_last.Count > LastLines)
                _last.Dequeue();
        }
    }
}
