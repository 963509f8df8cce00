using System.Collections.Concurrent;
using System.Diagnostics;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>
/// A span for each attempt that this coordinator has handed out, from then until it has ended as far as the store is concerned; below it
/// the hand-out, and the storing of how it ended. It links to the attempt that made what it starts from, or where it starts from nothing to
/// its submission, if that is known here.
/// </summary>
internal sealed class AttemptTraces(TimeProvider time) : IDispatchObserver
{
    private const int MostParents = 100_000;

    private readonly ConcurrentDictionary<StageId, (Lease Lease, Activity Span)> _attempts = new();

    /// <summary>What those who start from a stage link to; by a root's own id, until it is completed, the submission that asked for it.</summary>
    private readonly ConcurrentDictionary<StageId, ActivityContext> _completed = new();
    private readonly ConcurrentQueue<StageId> _order = new();

    public void OnSubmitting(IEnumerable<StageId> roots)
    {
        if (Activity.Current is not { } submission || submission.Source != Traces.Coordinator)
            return;
        foreach (var root in roots.Take(MostParents))
            Remember(root, submission.Context);
    }

    public void OnQueued(RunStage command, string workerId)
    {
        if (!Traces.Coordinator.HasListeners())
            return;
        // Whoever hands out goes on with something else.
        var before = Activity.Current;
        var parent = _completed.GetValueOrDefault(command.Stage.Parent ?? command.Stage.Id);
        var span = Traces.Coordinator.StartActivity("attempt", ActivityKind.Internal, Traces.Of(command.Stage.Id), links: parent == default ? null : [new ActivityLink(parent)]);
        Activity.Current = before;
        if (span is null)
            return;
        span.Describe(command.Stage, command.Attempt);
        span.SetTag("sweep.worker", workerId);
        _attempts[command.Stage.Id] = (new Lease(command.Stage.Id, command.Attempt, workerId), span);
    }

    public void OnStarted(StageStarted report) => Find(new Lease(report.StageId, report.Attempt, report.WorkerId))?.AddEvent(new ActivityEvent("started", time.GetUtcNow()));

    public void OnCompleted(StageCompleted report) => End(LeaseOf(report), "completed", null);

    public void OnFailed(StageFailed report, FailurePlan plan) => End(LeaseOf(report), "failed", report.Error);

    public void OnReleased(StageReleased report) => End(LeaseOf(report), "released", null);

    public void OnLost(Lease lease) => End(lease, "lost", "the worker fell silent, or never took it up");

    public void OnParked(Lease lease, string error) => End(lease, "lost", error);

    /// <summary>A span for the sending of an order; null when the attempt is not traced.</summary>
    public Activity? BeginHandOut(RunStage command) =>
        _attempts.TryGetValue(command.Stage.Id, out var attempt) && attempt.Lease.Attempt == command.Attempt
            ? Traces.Coordinator.StartActivity("hand-out", ActivityKind.Producer, attempt.Span.Context)
            : null;

    /// <summary>A batch has been stored: a span for each attempt of which it has the end.</summary>
    public void OnStored(Batch batch, DateTimeOffset begun)
    {
        if (_attempts.IsEmpty)
            return;
        foreach (var stage in batch.Stages)
        {
            if (stage.Worker is not null || !_attempts.TryGetValue(stage.Id, out var attempt) || attempt.Lease.Attempt != stage.Attempt)
                continue;
            using var span = Traces.Coordinator.StartActivity("store", ActivityKind.Client, attempt.Span.Context, startTime: begun);
            span?.SetEndTime(time.GetUtcNow().UtcDateTime);
        }
    }

    /// <summary>The span of an attempt that is under way; null when it is not traced.</summary>
    public Activity? Find(Lease lease) => _attempts.TryGetValue(lease.StageId, out var attempt) && attempt.Lease == lease ? attempt.Span : null;

    private void End(Lease lease, string outcome, string? error)
    {
        if (Find(lease) is not { } span || !_attempts.TryRemove(lease.StageId, out _))
            return;
        span.SetTag("sweep.outcome", outcome);
        if (error is not null)
            span.SetStatus(ActivityStatusCode.Error, error);
        span.Dispose();
        if (outcome == "completed")
            Remember(lease.StageId, span.Context);
    }

    /// <summary>For what starts from it; the oldest are forgotten.</summary>
    private void Remember(StageId stage, ActivityContext span)
    {
        _completed[stage] = span;
        _order.Enqueue(stage);
        while (_order.Count > MostParents && _order.TryDequeue(out var oldest))
            _completed.TryRemove(oldest, out _);
    }

    private static Lease LeaseOf(StageEnded report) => new(report.StageId, report.Attempt, report.WorkerId);
}
