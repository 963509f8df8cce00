using System.Diagnostics.Metrics;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Messaging;

namespace Sweep.Worker.Telemetry;

/// <summary>Measures the state of this worker.</summary>
internal sealed class WorkerGauges
{
    public WorkerGauges(IMeterFactory meters, WorkerSlots slots, Outbox outbox, Hearing hearing)
    {
        var meter = meters.Create(Meters.Worker);
        meter.CreateObservableGauge("sweep.worker.slots", () => slots.Read().Slots, "{slot}", "Stages that this worker executes at once");
        meter.CreateObservableGauge("sweep.worker.slots.busy", () => slots.Read().Busy, "{slot}", "Slots that have a stage");
        meter.CreateObservableGauge(
            "sweep.worker.accepting",
            () => slots.Read().Reason is null ? 1 : 0,
            null,
            "1 when it takes stages; 0 when it drains, or lacks memory"
        );
        meter.CreateObservableGauge(
            "sweep.worker.draining",
            () => slots.Read().IsDraining ? 1 : 0,
            null,
            "1 when it takes no more at all, and ends when it has nothing left"
        );
        meter.CreateObservableGauge(
            "sweep.worker.heartbeats.unanswered",
            () => hearing.Silent,
            "{heartbeat}",
            "Heartbeats since the last word of a coordinator"
        );
        meter.CreateObservableGauge(
            "sweep.worker.reports.waiting",
            () => outbox.Count,
            "{report}",
            "Reports that the broker has not taken yet"
        );
    }
}
