using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>For programs: one JSON object a line, each with its <c>event</c>; the last one's is <c>summary</c>.</summary>
public sealed class JsonView(TextWriter output, TimeProvider time) : IRunView
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void OnStarted(RunningStage stage) =>
        Write(
            new
            {
                Event = "stage-started",
                stage.Definition.Id,
                stage.WorkerId,
                Stage = stage.Definition,
            }
        );

    public void OnEpoch(RunningStage stage, EpochMetrics metrics) =>
        Write(
            new
            {
                Event = "epoch",
                stage.Definition.Id,
                stage.WorkerId,
                Metrics = metrics,
            }
        );

    public void OnCompleted(RunningStage stage, StageResult result) =>
        Write(
            new
            {
                Event = "stage-completed",
                stage.Definition.Id,
                stage.WorkerId,
                Result = result,
            }
        );

    public void OnFailed(RunningStage stage, StageFailed report, FailurePlan plan) =>
        Write(
            new
            {
                Event = "stage-failed",
                stage.Definition.Id,
                stage.WorkerId,
                report.Error,
                IsFinal = plan.Action == FailureAction.Park,
            }
        );

    public void OnGivenBack(RunningStage stage, string reason) =>
        Write(
            new
            {
                Event = "stage-released",
                stage.Definition.Id,
                stage.WorkerId,
                Reason = reason,
            }
        );

    public void Note(string text) => Write(new { Event = "note", Text = text });

    public async Task WatchAsync(RunTracker tracker, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                Write("progress", await tracker.ReadAsync(stop).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    }

    /// <param name="state">How the sweep stands in the end.</param>
    /// <param name="report">The page of plots; null when there is none.</param>
    public void WriteSummary(SweepState state, RunStatus status, string? report) =>
        Write("summary", status, new { State = state, Report = report });

    private void Write(string name, RunStatus status, object? outcome) =>
        Write(
            new
            {
                Event = name,
                status.Sweep,
                Outcome = outcome,
                Stages = status.Counts.Total.Stages,
                Completed = status.Counts[StageState.Completed].Stages,
                status.Reused,
                Running = status.Running.Count,
                Failed = status.Counts.Failed.Stages,
                Trials = status.Counts.Total.Trials,
                TrialsCompleted = status.Counts[StageState.Completed].Trials,
                TrialsFailed = status.Counts.Failed.Trials,
                status.Fraction,
                status.ImagesPerSecond,
                ElapsedSeconds = status.Elapsed.TotalSeconds,
                RemainingSeconds = status.Remaining?.TotalSeconds,
            }
        );

    private void Write<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line, _options));
}
