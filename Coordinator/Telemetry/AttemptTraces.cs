using System.Collections.Concurrent;
using System.Diagnostics;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>
/// Creates a span for each attempt that this coordinator hands out, which lasts until the store has the attempt's end. Child spans are the
/// hand-out and the storing of the end. A span links to the attempt that produced its starting point or, for a root, to the stage's
/// submission, if these are known here.
/// </summary>
internal sealed class AttemptTraces(TimeProvider time) : IDispatchObserver
{
    private const int MostParents = 100_000;

    private readonly ConcurrentDictionary<StageId, (Lease Lease, Activity Span)> _attempts = new();

    /// <summary>
    /// What attempts link to: for a child, the attempt that completed its parent, by the parent's id; for a root, the submission, by its
    /// own id.
    /// </summary>
    private readonly ConcurrentDictionary<(StageId Stage, bool IsSubmitted), ActivityContext> _before = new();
    private readonly ConcurrentQueue<(StageId Stage, bool IsSubmitted)> _order = new();

    public void OnSubmitting(IEnumerable<StageId> roots)
    {
        if (Activity.Current is not { } submission || submission.Source != Traces.Coordinator)
            return;
        foreach (var root in roots.Take(MostParents))
            Remember((root, true), submission.Context);
    }

    public void OnQueued(RunStage command, string workerId)
    {
        if (!Traces.Coordinator.HasListeners())
            return;
        // The caller continues with other work, so its current span is restored.
        var before = Activity.Current;
        var parent = command.Stage.Parent is { } id ? ContextOf(id) : _before.GetValueOrDefault((command.Stage.Id, true));
        var span = Traces.Coordinator.StartActivity(
            "attempt",
            ActivityKind.Internal,
            Traces.Of(command.Stage.Id),
            links: parent == default ? null : [new ActivityLink(parent)]
        );
        Activity.Current = before;
        if (span is null)
            return;
        span.Describe(command.Stage, command.Attempt);
        span.SetTag("sweep.worker", workerId);
        _attempts[command.Stage.Id] = (new Lease(command.Stage.Id, command.Attempt, workerId), span);
    }

    public void OnStarted(StageStarted report) =>
        Find(new Lease(report.StageId, report.Attempt, report.WorkerId))?.AddEvent(new ActivityEvent("started", time.GetUtcNow()));

    public void OnCompleted(StageCompleted report) => End(LeaseOf(report), "completed", null);

    public void OnFailed(StageFailed report, FailurePlan plan) => End(LeaseOf(report), "failed", report.Error);

    public void OnReleased(StageReleased report) => End(LeaseOf(report), "released", null);

    public void OnLost(Lease lease) => End(lease, "lost", "the worker fell silent, or never took it up");

    public void OnParked(Lease lease, string error) => End(lease, "lost", error);

    /// <summary>Starts the span for sending an order; null when the attempt is not traced.</summary>
    public Activity? BeginHandOut(RunStage command) =>
        _attempts.TryGetValue(command.Stage.Id, out var attempt) && attempt.Lease.Attempt == command.Attempt
            ? Traces.Coordinator.StartActivity("hand-out", ActivityKind.Producer, attempt.Span.Context)
            : null;

    /// <summary>Creates a span for storing each attempt that a stored batch ends.</summary>
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

    /// <summary>The span of a running attempt; null when it is not traced.</summary>
    public Activity? Find(Lease lease) =>
        _attempts.TryGetValue(lease.StageId, out var attempt) && attempt.Lease == lease ? attempt.Span : null;

    private void End(Lease lease, string outcome, string? error)
    {
        if (Find(lease) is not { } span)
            return;
        // Done first, so that a child finds either the context or the open span.
        if (outcome == "completed")
            Remember((lease.StageId, false), span.Context);
        if (!_attempts.TryRemove(lease.StageId, out _))
            return;
        span.SetTag("sweep.outcome", outcome);
        if (error is not null)
            span.SetStatus(ActivityStatusCode.Error, error);
        span.Dispose();
    }

    /// <summary>A pass may hand out a child before the end of its parent is reported here. Then the parent's span is still open.</summary>
    private ActivityContext ContextOf(StageId parent) =>
        _attempts.TryGetValue(parent, out var open) ? open.Span.Context : _before.GetValueOrDefault((parent, false));

    /// <summary>Keeps a context for later links; the oldest are dropped.</summary>
    private void Remember((StageId Stage, bool IsSubmitted) key, ActivityContext span)
    {
        _before[key] = span;
        _order.Enqueue(key);
        while (_order.Count > MostParents && _order.TryDequeue(out var oldest))
            _before.TryRemove(oldest, out _);
    }

    private static Lease LeaseOf(StageEnded report) => new(report.StageId, report.Attempt, report.WorkerId);
}
