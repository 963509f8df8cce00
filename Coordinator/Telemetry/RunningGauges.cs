using System.Diagnostics.Metrics;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>The running attempts, by kind and architecture.</summary>
internal sealed class RunningGauges
{
    private volatile IReadOnlyList<Group> _groups = [];

    public RunningGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "sweep.running.attempts",
            () => Each(group => group.Attempts),
            "{attempt}",
            "Attempts that workers hold"
        );
        meter.CreateObservableGauge(
            "sweep.running.images",
            () => Each(group => group.ImagesPerSecond),
            "{image}/s",
            "Training images a second, summed over all running attempts"
        );
        meter.CreateObservableGauge(
            "sweep.running.loss",
            () => Each(group => group.Loss),
            null,
            "Training loss of the newest epoch, averaged over running attempts; absent before the first epoch"
        );
        meter.CreateObservableGauge(
            "sweep.running.accuracy.ratio",
            () => Each(group => group.Top1 / 100),
            null,
            "Top-1 accuracy on the test set after the newest epoch, averaged over running attempts; absent before the first evaluation"
        );
    }

    public void Update(IReadOnlyCollection<RunningAttempt> running) =>
        _groups = [
            .. running
                .GroupBy(attempt => (attempt.Stage.Kind, attempt.Stage.Model.Architecture))
                .Select(group => new Group(
                    [new("kind", Label.Of(group.Key.Kind)), new("architecture", group.Key.Architecture)],
                    group.Count(),
                    group.Sum(attempt => attempt.Progress?.ImagesPerSecond ?? 0),
                    group.Average(attempt => attempt.Loss),
                    group.Average(attempt => attempt.Top1)
                )),
        ];

    private IEnumerable<Measurement<double>> Each(Func<Group, double?> value) => Measurements.Of(_groups, value, group => group.Tags);

    private sealed record Group(KeyValuePair<string, object?>[] Tags, int Attempts, double ImagesPerSecond, double? Loss, double? Top1);
}
