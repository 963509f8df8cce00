using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>
/// Counts attempts as their reports are accepted by the store. Register it before <see cref="RunningStages"/> and <see
/// cref="AttemptTraces"/>, which forget ended attempts. Kind and architecture are unknown for a stage that was handed out before this
/// process started and has not been read since.
/// </summary>
internal sealed class AttemptMetrics : IDispatchObserver
{
    private const string Unknown = "unknown";

    private readonly RunningStages _running;
    private readonly AttemptTraces? _traces;
    private readonly Counter<long> _handed;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _parked;
    private readonly Counter<long> _lapsed;
    private readonly Counter<long> _epochs;
    private readonly Counter<double> _time;
    private readonly Histogram<double> _durations;

    /// <param name="traces">The source of the spans that durations refer to; null when there are no traces.</param>
    public AttemptMetrics(IMeterFactory meters, RunningStages running, AttemptTraces? traces = null)
    {
        (_running, _traces) = (running, traces);
        var meter = meters.Create(Meters.Coordinator);
        _handed = meter.CreateCounter<long>("sweep.attempts.handed.out", "{attempt}", "Attempts handed out to workers");
        _ended = meter.CreateCounter<long>("sweep.attempts", "{attempt}", "Finished attempts, by outcome");
        _failures = meter.CreateCounter<long>("sweep.attempt.failures", "{attempt}", "Attempts that ended with an error, by cause");
        _parked = meter.CreateCounter<long>(
            "sweep.stages.parked",
            "{stage}",
            "Stages that are not retried automatically, and block their descendants"
        );
        _lapsed = meter.CreateCounter<long>(
            "sweep.leases.expired",
            "{lease}",
            "Attempts taken from a worker that fell silent or never started its order"
        );
        _epochs = meter.CreateCounter<long>("sweep.epochs", "{epoch}", "Epochs of completed stages");
        _time = meter.CreateCounter<double>(
            "sweep.attempt.time",
            "s",
            "Time that attempts occupied a worker's slot, by outcome; unknown for workers that fell silent"
        );
        _durations = meter.CreateHistogram(
            "sweep.stage.duration",
            "s",
            "Time that completed stages took, over all their attempts",
            advice: Meters.Long
        );
        // Rare counters start at zero; otherwise their first event would not show as an increase.
        _parked.Add(0);
        _lapsed.Add(0);
        foreach (var cause in Enum.GetValues<FailureCause>())
            _failures.Add(0, new KeyValuePair<string, object?>("cause", Label.Of(cause)));
    }

    public void OnQueued(RunStage command, string workerId) => _handed.Add(1, TagsOf(command.Stage));

    public void OnCompleted(StageCompleted report)
    {
        var stage = End(report, "completed");
        var tags = TagsOf(stage);
        // The current span becomes the exemplar of the duration.
        var before = Activity.Current;
        Activity.Current = _traces?.Find(new Lease(report.StageId, report.Attempt, report.WorkerId)) ?? before;
        _durations.Record(Math.Max(report.Result.Duration.TotalSeconds, report.Spent.TotalSeconds), tags);
        Activity.Current = before;
        _epochs.Add(report.Result.Epochs, tags);
    }

    public void OnFailed(StageFailed report, FailurePlan plan)
    {
        End(report, "failed");
        _failures.Add(1, new KeyValuePair<string, object?>("cause", Label.Of(report.Cause)));
        if (plan.Action == FailureAction.Park)
            _parked.Add(1);
    }

    public void OnReleased(StageReleased report) => End(report, "released");

    public void OnLost(Lease lease)
    {
        Count("lost", Find(lease.StageId));
        _lapsed.Add(1);
    }

    public void OnParked(Lease lease, string error)
    {
        OnLost(lease);
        _parked.Add(1);
    }

    private StageDefinition? End(StageEnded report, string outcome)
    {
        var stage = Find(report.StageId);
        Count(outcome, stage);
        _time.Add(report.Spent.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        return stage;
    }

    private void Count(string outcome, StageDefinition? stage)
    {
        var tags = TagsOf(stage);
        tags.Add("outcome", outcome);
        _ended.Add(1, tags);
    }

    private StageDefinition? Find(StageId id) => _running.Find(id)?.Stage;

    private static TagList TagsOf(StageDefinition? stage) =>
        new() { { "kind", stage is null ? Unknown : Label.Of(stage.Kind) }, { "architecture", stage?.Model.Architecture ?? Unknown } };
}
