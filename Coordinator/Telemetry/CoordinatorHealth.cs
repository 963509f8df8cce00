using System.Diagnostics.Metrics;
using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Telemetry;

/// <summary>The health of a coordinator, from before it leads until it ends. Safe for concurrent use.</summary>
internal sealed class CoordinatorHealth : IDisposable
{
    private static readonly Finding _notYet = new(false, "not yet");

    private const int MostNames = 10;

    private readonly Meter _meter = new(Meters.Coordinator);
    private volatile string _waitsFor = "the home";
    private volatile MeteredLedgerStore? _store;
    private volatile SelfEcho? _echo;
    private volatile ITransportState? _transport;
    private volatile Stalls? _stalls;
    private volatile bool _leads;

    public CoordinatorHealth()
    {
        _meter.CreateObservableGauge(
            "sweep.coordinator.leading",
            () => _leads ? 1 : 0,
            null,
            "1 when this coordinator writes to the store; 0 while it stands by or loads the store"
        );
        Parts =
        [
            new("hearing", IsVital: true, Hearing),
            new("leader", IsVital: false, () => _leads ? Finding.Well : new(false, $"waits for {_waitsFor}")),
            new(
                "store",
                IsVital: false,
                () =>
                    _store is not { } store ? _notYet
                    : store.Fault is { } fault ? new(false, fault)
                    : Finding.Well
            ),
            new(
                "broker",
                IsVital: false,
                () =>
                    _transport is not { } transport ? _notYet
                    : transport.IsConnected ? Finding.Well
                    : new(false, "not connected, or not consuming")
            ),
            // A sweep that waits for data is not the coordinator's fault.
            new("sweeps", IsVital: false, () => new(true, Stalled())),
        ];
    }

    public IReadOnlyList<HealthPart> Parts { get; }

    /// <param name="what">The end of the sentence "waits for …".</param>
    public void WaitFor(string what) => _waitsFor = what;

    /// <summary>Call when the coordinator has taken over the store and loads it.</summary>
    public void Load(MeteredLedgerStore store) => (_waitsFor, _store) = ("the store to be loaded", store);

    public void Lead(ITransportState transport, SelfEcho echo, Stalls stalls) =>
        (_transport, _echo, _stalls, _leads) = (transport, echo, stalls, true);

    public void Dispose() => _meter.Dispose();

    private string? Stalled() =>
        _stalls?.All switch
        {
            null or [] => null,
            [var only] => $"{only.Sweep} is stalled: {only.Reason}",
            var several =>
                $"{several.Count} are stalled: {string.Join(", ", several.Select(stall => stall.Sweep).Take(MostNames))}{(several.Count > MostNames ? ", …" : "")}. Of the first: {several[0].Reason}",
        };

    private Finding Hearing() =>
        _echo is not { } echo ? new(true, "nothing is to be heard yet")
        : echo.IsDeaf
            ? new(false, $"the broker accepted {echo.Unanswered} messages of this process to itself, but none arrived, nor did any report")
        : Finding.Well;
}
