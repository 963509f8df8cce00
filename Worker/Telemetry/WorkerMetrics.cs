using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Messaging;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Telemetry;

/// <summary>Measures the attempts that this worker executes.</summary>
internal sealed class WorkerMetrics : IAttemptObserver
{
    private readonly ConcurrentDictionary<(StageId Stage, int Attempt), Running> _running = new();
    private readonly Counter<long> _ended;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _epochs;
    private readonly Histogram<double> _durations;

    public WorkerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meters.Worker);
        _ended = meter.CreateCounter<long>(
            "sweep.worker.attempts",
            "{attempt}",
            "Attempts that ended here, by outcome; superseded ones were replaced by another attempt"
        );
        _failures = meter.CreateCounter<long>(
            "sweep.worker.attempt.failures",
            "{attempt}",
            "Attempts that ended here with an error, by cause"
        );
        _epochs = meter.CreateCounter<long>(
            "sweep.worker.epochs",
            "{epoch}",
            "Epochs that were run here, including those of stages that failed later"
        );
        _durations = meter.CreateHistogram(
            "sweep.worker.stage.duration",
            "s",
            "Time that attempts that completed their stage occupied a slot",
            advice: Meters.Long
        );
        foreach (var cause in Enum.GetValues<FailureCause>())
            _failures.Add(0, new KeyValuePair<string, object?>("cause", Label.Of(cause)));
        meter.CreateObservableGauge(
            "sweep.worker.images",
            () => Each(running => running.Sum(attempt => attempt.ImagesPerSecond)),
            "{image}/s",
            "Training images a second, of all that run here together"
        );
        meter.CreateObservableGauge(
            "sweep.worker.loss",
            () => Each(running => running.Average(attempt => attempt.Loss)),
            null,
            "Training loss of the newest epoch, the mean of what runs here"
        );
        meter.CreateObservableGauge(
            "sweep.worker.accuracy.ratio",
            () => Each(running => running.Average(attempt => attempt.Top1 / 100)),
            null,
            "Top-1 accuracy on the test set after the newest epoch, the mean of what runs here"
        );
    }

    public void OnBegun(RunStage command) => _running[Key(command)] = new Running(command.Stage);

    public void OnProgressed(RunStage command, StageProgress progress)
    {
        if (progress.Metrics is not null)
            _epochs.Add(1, TagsOf(command.Stage));
        if (_running.TryGetValue(Key(command), out var running))
        {
            _running.TryUpdate(
                Key(command),
                running with
                {
                    ImagesPerSecond = progress.ImagesPerSecond,
                    Loss = progress.Metrics?.TrainLoss ?? running.Loss,
                    Top1 = progress.Metrics?.Top1 ?? running.Top1,
                },
                running
            );
        }
    }

    public void OnEnded(RunStage command, StageEnded? end)
    {
        _running.TryRemove(Key(command), out _);
        var tags = TagsOf(command.Stage);
        if (end is StageCompleted)
            _durations.Record(end.Spent.TotalSeconds, tags);
        if (end is StageFailed failed)
            _failures.Add(1, new KeyValuePair<string, object?>("cause", Label.Of(failed.Cause)));
        tags.Add("outcome", Outcome.NameOf(end));
        _ended.Add(1, tags);
    }

    private IEnumerable<Measurement<double>> Each(Func<IReadOnlyCollection<Running>, double?> value)
    {
        foreach (var group in _running.Values.GroupBy(attempt => (attempt.Stage.Kind, attempt.Stage.Model.Architecture)))
        {
            if (value([.. group]) is { } known)
                yield return new Measurement<double>(known, TagsOf(group.First().Stage));
        }
    }

    private static (StageId, int) Key(RunStage command) => (command.Stage.Id, command.Attempt);

    private static TagList TagsOf(StageDefinition stage) =>
        new() { { "kind", Label.Of(stage.Kind) }, { "architecture", stage.Model.Architecture } };

    private sealed record Running(StageDefinition Stage)
    {
        public double ImagesPerSecond { get; init; }

        public double? Loss { get; init; }

        public double? Top1 { get; init; }
    }
}
