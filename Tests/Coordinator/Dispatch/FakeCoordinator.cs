using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>What one coordinator's process holds in its memory.</summary>
internal sealed class FakeCoordinator
{
    private readonly DispatchFixture _fixture;

    public FakeCoordinator(DispatchFixture fixture)
    {
        _fixture = fixture;
        var (options, time, store) = (fixture.Options, fixture.Time, fixture.Store);
        IDispatchObserver[] observers = [fixture];
        Clock = new ListeningClock(fixture, time, 2 * options.Interval, options.Lease);
        Leases = new LeaseTable(Clock, options);
        Roster = new WorkerRoster(Leases, Clock, options);
        var avoidance = new Avoidance(Clock, options);
        var unwanted = new UnwantedAttempts(store, Roster, time, options);
        Faults = new StoreFaults(observers, Clock, time, NullLogger<StoreFaults>.Instance);
        var desk = new OrdersDesk(fixture, store, Leases, Roster, Clock, observers, options, time, NullLogger<OrdersDesk>.Instance);
        Pass = new DispatchPass(
            store, Leases, Roster, avoidance, unwanted, Clock, desk, observers, options, time, NullLogger<DispatchPass>.Instance);
        Reports = new WorkerReports(
            store, Leases, Roster, avoidance, Faults, observers, Signal, options, time, NullLogger<WorkerReports>.Instance);
        Control = new SweepControl(store, Signal, unwanted, Roster);
    }

    public ListeningClock Clock { get; }

    public LeaseTable Leases { get; }

    public WorkerRoster Roster { get; }

    public StoreFaults Faults { get; }

    public DispatchSignal Signal { get; } = new();

    public DispatchPass Pass { get; }

    public WorkerReports Reports { get; }

    public SweepControl Control { get; }

    /// <summary>What runs the passes in a real process, on the same time.</summary>
    public DispatchService Service() => new(
        Pass, Signal, _fixture.Store, Leases, Faults, _fixture.Options, _fixture.Time, NullLogger<DispatchService>.Instance);

    public async Task LoadAsync()
    {
        Leases.Restore(await _fixture.Store.ReadLeasesAsync(DispatchFixture.Stop));
        Clock.Advance();
    }
}
