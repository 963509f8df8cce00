using System.Collections.Concurrent;
using System.Diagnostics;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Messaging;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Telemetry;

/// <summary>
/// Traces each attempt as a child of the coordinator's span that handed it out, and each epoch as a child of the attempt's span.
/// </summary>
internal sealed class AttemptTraces(WorkerOptions options, TimeProvider time) : IAttemptObserver
{
    private readonly ConcurrentDictionary<(StageId Stage, int Attempt), Traced> _attempts = new();

    public void OnBegun(RunStage command)
    {
        if (!Traces.Worker.HasListeners())
            return;
        // The span stays current in the attempt's asynchronous flow, so spans that the engine starts become its children.
        var above =
            OrderTraces.Current is { } orders && orders.TryGetValue(command.Stage.Id, out var order) ? order : Traces.Of(command.Stage.Id);
        if (Traces.Worker.StartActivity("execute", ActivityKind.Consumer, above) is not { } span)
            return;
        span.Describe(command.Stage, command.Attempt);
        span.SetTag("sweep.worker", options.Id);
        _attempts[(command.Stage.Id, command.Attempt)] = new Traced(span, time.GetUtcNow());
    }

    public void OnProgressed(RunStage command, StageProgress progress)
    {
        if (progress.Metrics is not { } metrics || !_attempts.TryGetValue((command.Stage.Id, command.Attempt), out var attempt))
            return;
        var now = time.GetUtcNow();
        using (var span = Traces.Worker.StartActivity("epoch", ActivityKind.Internal, attempt.Span.Context, startTime: attempt.Since))
        {
            span?.SetTag("sweep.epoch", metrics.Epoch).SetTag("sweep.loss", metrics.TrainLoss).SetTag("sweep.top1", metrics.Top1);
            span?.SetEndTime(now.UtcDateTime);
        }

        attempt.Since = now;
    }

    public void OnEnded(RunStage command, StageEnded? end)
    {
        if (!_attempts.TryRemove((command.Stage.Id, command.Attempt), out var attempt))
            return;
        attempt.Span.SetTag("sweep.outcome", Outcome.NameOf(end));
        if (end is StageFailed failed)
            attempt.Span.SetStatus(ActivityStatusCode.Error, failed.Error);
        attempt.Span.Dispose();
    }

    private sealed class Traced(Activity span, DateTimeOffset begun)
    {
        public Activity Span => span;

        /// <summary>When the current epoch began; the first epoch includes the time before it.</summary>
        public DateTimeOffset Since { get; set; } = begun;
    }
}
