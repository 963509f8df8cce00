using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Api.V1;
using Sweep.Cli.Listing;
using Sweep.Cli.Watching;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>For programs: one JSON object a line, each with its <c>event</c>; the last one's is <c>summary</c>.</summary>
internal sealed class RunJson(TextWriter output, TimeProvider time) : IWatchView, IDispatchObserver
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ConcurrentDictionary<StageId, Attempt> _attempts = [];
    private readonly long _start = time.GetTimestamp();
    private long _told = time.GetTimestamp();

    public void OnQueued(RunStage command, string workerId) => _attempts[command.Stage.Id] = new Attempt(command.Stage);

    public void OnStarted(StageStarted report)
    {
        if (!_attempts.TryGetValue(report.StageId, out var attempt))
            return;
        Write(
            new
            {
                Event = "stage-started",
                Id = report.StageId,
                report.WorkerId,
                attempt.Stage,
            }
        );
    }

    public void OnProgressed(StageProgressed report)
    {
        if (report.Metrics is not { } metrics || !_attempts.TryGetValue(report.StageId, out var attempt))
            return;
        attempt.Epoch = metrics.Epoch;
        WriteEpoch(report, metrics);
    }

    /// <summary>The epochs of a short stage come with its end alone.</summary>
    public void OnCompleted(StageCompleted report)
    {
        if (!_attempts.TryRemove(report.StageId, out var attempt))
            return;
        foreach (var metrics in report.Epochs.Where(metrics => metrics.Epoch > attempt.Epoch))
            WriteEpoch(report, metrics);
        Write(
            new
            {
                Event = "stage-completed",
                Id = report.StageId,
                report.WorkerId,
                report.Result,
            }
        );
    }

    public void OnFailed(StageFailed report, FailurePlan plan)
    {
        if (!_attempts.TryRemove(report.StageId, out _))
            return;
        Write(
            new
            {
                Event = "stage-failed",
                Id = report.StageId,
                report.WorkerId,
                report.Error,
                IsFinal = plan.Action == FailureAction.Park,
            }
        );
    }

    public void OnReleased(StageReleased report) => Release(report.StageId, report.WorkerId, RunWords.Released);

    public void OnLost(Lease lease) => Release(lease.StageId, lease.WorkerId, RunWords.Lost);

    public void OnParked(Lease lease, string error) => Release(lease.StageId, lease.WorkerId, error);

    public void OnGrown(string sweep, string added) => Note(RunWords.Grown(added));

    public void OnPaused(string sweep, double gpuHours) => Note(RunWords.Paused(sweep, gpuHours));

    public void OnMessage(WatchResponse message, WatchState state)
    {
        if (time.GetElapsedTime(_told) < _interval)
            return;
        _told = time.GetTimestamp();
        foreach (var sweep in state.Sweeps)
            Write("progress", sweep, state.ImagesPerSecond, null);
    }

    public void Note(string text) => Write(new { Event = "note", Text = text });

    /// <param name="sweep">As it stands in the end.</param>
    /// <param name="report">The page of plots; null when there is none.</param>
    public void WriteSummary(SweepRow sweep, string? report) => Write("summary", sweep, 0, new { sweep.State, Report = report });

    private void Release(StageId stage, string worker, string reason)
    {
        if (!_attempts.TryRemove(stage, out _))
            return;
        Write(
            new
            {
                Event = "stage-released",
                Id = stage,
                WorkerId = worker,
                Reason = reason,
            }
        );
    }

    private void WriteEpoch(StageReport report, EpochMetrics metrics) =>
        Write(
            new
            {
                Event = "epoch",
                Id = report.StageId,
                report.WorkerId,
                Metrics = metrics,
            }
        );

    private void Write(string name, SweepRow sweep, double imagesPerSecond, object? outcome) =>
        Write(
            new
            {
                Event = name,
                Sweep = sweep.Name,
                Outcome = outcome,
                sweep.Stages,
                Completed = sweep.StagesCompleted,
                Reused = sweep.StagesReused,
                Running = sweep.StagesRunning,
                Failed = sweep.StagesFailed,
                sweep.Trials,
                sweep.TrialsCompleted,
                sweep.TrialsFailed,
                sweep.Fraction,
                ImagesPerSecond = imagesPerSecond,
                ElapsedSeconds = time.GetElapsedTime(_start).TotalSeconds,
                sweep.RemainingSeconds,
            }
        );

    private void Write<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line, _options));

    /// <summary>The stage that a worker is at.</summary>
    private sealed class Attempt(StageDefinition stage)
    {
        public StageDefinition Stage => stage;

        /// <summary>The last epoch that was written.</summary>
        public int Epoch { get; set; }
    }
}
