using System.Globalization;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>For files and pipes: a line for each stage that ends, and now and then one on the whole.</summary>
public sealed class LineView(TextWriter output, TimeProvider time) : IRunView
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private const int MostErrorLength = 500;

    public void OnCompleted(RunningStage stage, StageResult result) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"done    {stage.Name}: top1 {result.Top1:0.00} %, {result.Epochs} {(result.Epochs == 1 ? "epoch" : "epochs")} in {StageText.Describe(result.Duration)}{Speed(result.ImagesPerSecond)}{stage.Note}"
            )
        );

    public void OnFailed(RunningStage stage, StageFailed report, FailurePlan plan)
    {
        var error = report.Error.Length > MostErrorLength ? report.Error[..MostErrorLength] + "…" : report.Error;
        var next = plan.Action switch
        {
            FailureAction.Retry => $"; trying again in {StageText.Describe(plan.Wait)}",
            FailureAction.PassOn => "; another worker is to take it",
            FailureAction.ReopenParent => "; running the stage before it again",
            _ => "; given up",
        };
        output.WriteLine($"failed  {stage.Name}: {error.ReplaceLineEndings(" ")}{next}");
    }

    public void OnGivenBack(RunningStage stage, string reason) => output.WriteLine($"stopped {stage.Name}: {reason}");

    public void Note(string text) => output.WriteLine(text);

    public async Task WatchAsync(RunTracker tracker, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                await output.WriteLineAsync(Line(await tracker.ReadAsync(stop).ConfigureAwait(false))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    }

    /// <summary><c>at 34 %: 12 of 40 stages done (3 reused), 2 running, 0 failed, 4,300 images/s, 3 min 20 s left</c></summary>
    public static string Line(RunStatus status) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"at {Math.Floor(status.Fraction * 100):0} %: {status.Counts[StageState.Completed].Stages:#,0} of {status.Counts.Total.Stages:#,0} stages done ({status.Reused:#,0} reused), {status.Running.Count} running, {status.Counts.Failed.Stages:#,0} failed{Speed(status.ImagesPerSecond)}, {Left(status)}"
        );

    internal static string Left(RunStatus status) =>
        status.Remaining is { } remaining ? $"{StageText.Describe(remaining)} left" : "time left not known yet";

    private static string Speed(double imagesPerSecond) =>
        imagesPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $", {imagesPerSecond:#,0} images/s") : "";
}
