using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;
using Sweep.Worker.Messaging;

namespace Sweep.Worker.Telemetry;

/// <summary>
/// The health of a worker, for supervisors that would restart it or wait for it. A worker that drains or is being stopped is alive.
/// </summary>
internal sealed class WorkerHealth
{
    private volatile Works? _works;

    public WorkerHealth() =>
        Parts = [
            new("hearing", IsVital: true, () => _works is not { } works ? new(true, "nothing is to be heard yet") : Hearing(works.Echo)),
            new(
                "broker",
                IsVital: false,
                () => _works?.Transport.IsConnected == true ? Finding.Well : new(false, "not connected, or not consuming")
            ),
            new("slots", IsVital: false, () => _works is not { } works ? new(false, "not yet") : Slots(works.Slots.Read())),
        ];

    public IReadOnlyList<HealthPart> Parts { get; }

    public void Begin(SelfEcho echo, ITransportState transport, WorkerSlots slots) => _works = new Works(echo, transport, slots);

    private static Finding Hearing(SelfEcho echo) =>
        echo.IsDeaf
            ? new(false, $"the broker has taken {echo.Unanswered} messages of this process to itself, and none came; nor did any order")
            : Finding.Well;

    /// <summary>A worker that lacks memory at the moment, or has no idle slot, is still ready.</summary>
    private static Finding Slots(SlotsView slots) =>
        slots.IsDraining
            ? new(false, slots.Reason)
            : new(true, $"{slots.Busy} of {slots.Slots} busy{(slots.Reason is { } reason ? $"; takes none for now: {reason}" : "")}");

    private sealed record Works(SelfEcho Echo, ITransportState Transport, WorkerSlots Slots);
}
