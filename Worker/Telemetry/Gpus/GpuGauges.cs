using System.Diagnostics.Metrics;
using Sweep.Hosting.Telemetry;

namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>Measures the worker's GPU.</summary>
internal sealed class GpuGauges
{
    private static readonly GpuSlowdowns[] _slowdowns = [.. Enum.GetValues<GpuSlowdowns>().Where(reason => reason != GpuSlowdowns.None)];
    private readonly IGpu _gpu;
    private readonly KeyValuePair<string, object?> _tag;
    private volatile GpuReading _now = new();

    public GpuGauges(IMeterFactory meters, IGpu gpu)
    {
        _gpu = gpu;
        _tag = new("gpu", gpu.Id);
        var meter = meters.Create(Meters.Worker);
        meter.CreateObservableGauge(
            "sweep.gpu.utilization.ratio",
            () => Measure(_now.Utilization),
            null,
            "Share of the last sampling period in which the GPU computed anything"
        );
        meter.CreateObservableGauge(
            "sweep.gpu.memory.used",
            () => Measure(_now.MemoryUsed),
            "By",
            "The GPU's memory in use, by all processes"
        );
        meter.CreateObservableGauge("sweep.gpu.memory.size", () => Measure(_now.MemorySize), "By", "The GPU's memory");
        meter.CreateObservableGauge("sweep.gpu.power", () => Measure(_now.Watts), "W", "Power that the GPU draws");
        meter.CreateObservableGauge("sweep.gpu.power.limit", () => Measure(_now.MostWatts), "W", "The most that it may draw");
        meter.CreateObservableGauge("sweep.gpu.temperature", () => Measure(_now.Celsius), "Cel", "The GPU's temperature");
        meter.CreateObservableCounter(
            "sweep.gpu.memory.errors",
            Errors,
            "{error}",
            "Errors of the GPU's memory since its driver was loaded, by whether they were corrected"
        );
        meter.CreateObservableGauge("sweep.gpu.slowed", Slowed, null, "1 while the GPU's clock is reduced, by reason");
    }

    /// <summary>Takes a new reading, which the gauges then report.</summary>
    public void Update() => _now = _gpu.Read();

    private IEnumerable<Measurement<T>> Measure<T>(T? value)
        where T : struct => value is { } known ? [new Measurement<T>(known, _tag)] : [];

    private IEnumerable<Measurement<long>> Errors()
    {
        if (_now.Corrected is { } corrected)
            yield return new(corrected, _tag, new("type", "corrected"));
        if (_now.Uncorrected is { } uncorrected)
            yield return new(uncorrected, _tag, new("type", "uncorrected"));
    }

    private IEnumerable<Measurement<long>> Slowed() =>
        _now.Slowdowns is { } now
            ? _slowdowns.Select(reason => new Measurement<long>(now.HasFlag(reason) ? 1 : 0, _tag, new("reason", Label.Of(reason))))
            : [];
}
