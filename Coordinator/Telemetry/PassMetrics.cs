using System.Diagnostics.Metrics;
using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>Measures the dispatcher's passes. While a pass takes long, slots stay idle.</summary>
internal sealed class PassMetrics(IMeterFactory meters) : IDispatchObserver
{
    private readonly Histogram<double> _durations = meters
        .Create(Meters.Coordinator)
        .CreateHistogram(
            "sweep.dispatch.pass.duration",
            "s",
            "Time from the start of a pass until its decisions are stored and sent",
            advice: Meters.Soon
        );

    public void OnPassed(TimeSpan took) => _durations.Record(took.TotalSeconds);
}
