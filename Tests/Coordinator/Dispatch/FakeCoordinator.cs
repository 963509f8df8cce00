using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Notifying;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>What one coordinator's process holds in its memory.</summary>
internal sealed class FakeCoordinator
{
    private readonly DispatchFixture _fixture;

    public FakeCoordinator(DispatchFixture fixture)
    {
        _fixture = fixture;
        var (options, time, keeper) = (fixture.Options, fixture.Time, fixture.Ledger.Keeper);
        IDispatchObserver[] observers = [fixture];
        Notices = new NoticeDesk(fixture.Notify, time);
        Clock = new ListeningClock(fixture, time, 2 * options.Interval, options.Lease);
        var hearing = new Hearing(Clock, options);
        Roster = new WorkerRoster(hearing, Clock, options);
        var avoidance = new Avoidance(Clock, options);
        Faults = new StoreFaults(observers, Clock, time, NullLogger<StoreFaults>.Instance);
        var desk = new OrdersDesk(fixture, keeper, hearing, Roster, Clock, observers, options, time, NullLogger<OrdersDesk>.Instance);
        var transition = new PassTransition(hearing, Roster, avoidance, Clock, options, time, Stalls, Notices);
        Pass = new DispatchPass(
            keeper,
            transition,
            hearing,
            Roster,
            Clock,
            desk,
            observers,
            options,
            time,
            NullLogger<DispatchPass>.Instance
        );
        Reports = new WorkerReports(
            keeper,
            hearing,
            Roster,
            avoidance,
            Faults,
            observers,
            Signal,
            options,
            time,
            NullLogger<WorkerReports>.Instance
        );
        Search = new SearchPass(fixture.Ledger.Reader, keeper, Signal, observers, time, NullLogger<SearchPass>.Instance);
        Control = new SweepControl(
            new SweepFinder(fixture.Ledger.Reader),
            Signal,
            keeper,
            new ClusterState(Roster, Faults, Stalls),
            new WebhookPolicy(fixture.Notify),
            [],
            time
        );
        Drain = new WorkerDrain(Roster, Signal);
    }

    public ListeningClock Clock { get; }

    public WorkerDrain Drain { get; }

    public WorkerRoster Roster { get; }

    public StoreFaults Faults { get; }

    public DispatchSignal Signal { get; } = new();

    public Stalls Stalls { get; } = new();

    public NoticeDesk Notices { get; }

    public DispatchPass Pass { get; }

    public WorkerReports Reports { get; }

    public SearchPass Search { get; }

    public SweepControl Control { get; }

    /// <summary>What runs the passes in a real process, on the same time.</summary>
    public DispatchService Service() => new(Pass, Signal, Faults, _fixture.Options, _fixture.Time, NullLogger<DispatchService>.Instance);
}
