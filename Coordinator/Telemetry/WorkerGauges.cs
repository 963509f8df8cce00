using System.Diagnostics.Metrics;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Coordinator.Telemetry;

/// <summary>The workers as a whole. Each worker serves its own metrics at its own address.</summary>
internal sealed class WorkerGauges
{
    private static readonly string[] _states = ["accepting", "refusing", "draining", "deaf"];

    private volatile IReadOnlyList<Measurement<long>> _workers = [];
    private volatile IReadOnlyList<Measurement<long>> _slots = [];
    private double _silence;

    public WorkerGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "sweep.workers",
            () => _workers,
            "{worker}",
            "Workers, by whether they accept stages: refusing for lack of memory, deaf when orders do not reach them"
        );
        meter.CreateObservableGauge(
            "sweep.slots",
            () => _slots,
            "{slot}",
            "Slots for simultaneous stages: busy, free, or withheld by a worker that accepts none"
        );
        meter.CreateObservableGauge(
            "sweep.workers.silence",
            () => Volatile.Read(ref _silence),
            "s",
            "Time since the last report of the worker that has been silent for longest"
        );
    }

    public void Update(IReadOnlyList<WorkerView> workers)
    {
        var byState = workers.GroupBy(StateOf).ToDictionary(group => group.Key, group => (long)group.Count());
        long busy = 0,
            free = 0,
            withheld = 0;
        foreach (var worker in workers)
        {
            var held = Math.Min(worker.Occupied.Count, worker.Status.Slots);
            busy += held;
            if (StateOf(worker) == "accepting")
                free += worker.Status.Slots - held;
            else
                withheld += worker.Status.Slots - held;
        }

        _workers = [.. _states.Select(state => Measure(byState.GetValueOrDefault(state), state))];
        _slots = [Measure(busy, "busy"), Measure(free, "free"), Measure(withheld, "withheld")];
        Volatile.Write(ref _silence, workers.Count == 0 ? 0 : workers.Max(worker => worker.Silence.TotalSeconds));
    }

    private static string StateOf(WorkerView worker) =>
        worker.DrainReason is not null || worker.Status.Draining ? "draining"
        : !worker.HearsOrders ? "deaf"
        : !worker.Status.Accepting ? "refusing"
        : "accepting";

    private static Measurement<long> Measure(long value, string state) => new(value, new KeyValuePair<string, object?>("state", state));
}
