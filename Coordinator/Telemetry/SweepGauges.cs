using System.Diagnostics.Metrics;
using Sweep.Api.V1;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>
/// The progress of running sweeps. The <see cref="Most"/> sweeps that have run for longest are shown by name, all others together as <see
/// cref="Other"/>, so that the number of series is bounded.
/// </summary>
internal sealed class SweepGauges
{
    public const int Most = 100;
    public const string Other = "other";

    private static readonly SweepState[] _states = [.. Enum.GetValues<SweepState>().Where(state => state != SweepState.Unspecified)];

    private volatile IReadOnlyList<Shown> _running = [];
    private volatile IReadOnlyList<Measurement<long>> _sweeps = [];

    public SweepGauges(Meter meter)
    {
        meter.CreateObservableGauge("sweep.sweeps", () => _sweeps, "{sweep}", "Sweeps, by state");
        meter.CreateObservableGauge(
            "sweep.sweep.stages",
            () => _running.SelectMany(sweep => sweep.Stages()),
            "{stage}",
            "Stages of a running sweep, by state; a shared stage counts for each sweep that wants it"
        );
        meter.CreateObservableGauge(
            "sweep.sweep.done.ratio",
            () => Each(sweep => sweep.Done),
            null,
            "Share of a running sweep's expected work that is done, without failed work"
        );
        meter.CreateObservableGauge(
            "sweep.sweep.remaining",
            () => Each(sweep => sweep.Remaining),
            "s",
            "Expected time until a running sweep ends, at its recent pace; absent while unknown"
        );
        meter.CreateObservableGauge(
            "sweep.sweep.stalled",
            () => Each(sweep => sweep.Stalled),
            "{sweep}",
            "1 while a running sweep makes no progress for lack of workers, or of workers with its data; for the sweeps summed as one, their number"
        );
        meter.CreateObservableGauge("sweep.sweep.spent", () => Each(sweep => sweep.Spent), "s", "Worker time charged to a running sweep");
        meter.CreateObservableGauge(
            "sweep.sweep.saved",
            () => Each(sweep => sweep.Saved),
            "s",
            "Worker time that sharing stages has saved a running sweep"
        );
        meter.CreateObservableGauge(
            "sweep.sweep.budget",
            () => Each(sweep => sweep.Budget),
            "s",
            "Worker time at which a running sweep pauses (limits.gpu-hours); absent without a limit"
        );
    }

    public void Update(IEnumerable<SweepInfo> sweeps)
    {
        var all = sweeps.ToList();
        _sweeps =
        [
            .. _states.Select(state => new Measurement<long>(
                all.Count(sweep => sweep.State == state),
                new KeyValuePair<string, object?>("state", Label.Of(state))
            )),
        ];
        _running =
        [
            .. all.Where(sweep => sweep.State == SweepState.Running)
                .OrderBy(sweep => sweep.Created)
                .ThenBy(sweep => sweep.Name, StringComparer.Ordinal)
                .Select((sweep, place) => (Name: place < Most ? sweep.Name : Other, Sweep: sweep))
                .GroupBy(named => named.Name, named => named.Sweep, StringComparer.Ordinal)
                .Select(group => new Shown(group.Key, [.. group])),
        ];
    }

    private IEnumerable<Measurement<double>> Each(Func<Shown, double?> value) => Measurements.Of(_running, value, sweep => [sweep.Tag]);

    /// <summary>One sweep, or all sweeps that have no series of their own.</summary>
    private sealed class Shown(string name, IReadOnlyList<SweepInfo> sweeps)
    {
        public KeyValuePair<string, object?> Tag { get; } = new("sweep", name);

        private SweepInfo? Only => sweeps is [var only] ? only : null;

        public double? Done => sweeps.Average(sweep => sweep.Fraction);

        public double? Remaining => Only?.Remaining?.ToTimeSpan().TotalSeconds;

        public double? Stalled => sweeps.Count(sweep => sweep.Stalled.Length > 0);

        public double? Spent => sweeps.Sum(sweep => sweep.Spent.ToTimeSpan().TotalSeconds);

        public double? Saved => sweeps.Sum(sweep => sweep.Saved.ToTimeSpan().TotalSeconds);

        public double? Budget => Only is { HasGpuHours: true } limited ? limited.GpuHours * 3600 : null;

        public IEnumerable<Measurement<long>> Stages()
        {
            (string State, Func<StageCounts, long> Count)[] states =
            [
                ("waiting", counts => counts.Waiting),
                ("ready", counts => counts.Ready),
                ("queued", counts => counts.Queued),
                ("running", counts => counts.Running),
                ("completed", counts => counts.Completed),
                ("failed", counts => counts.Failed),
                ("blocked", counts => counts.Blocked),
            ];
            return states.Select(state => new Measurement<long>(
                sweeps.Sum(sweep => state.Count(sweep.Stages)),
                Tag,
                new KeyValuePair<string, object?>("state", state.State)
            ));
        }
    }
}
