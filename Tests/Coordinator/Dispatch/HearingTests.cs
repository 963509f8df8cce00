using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Transport;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class HearingTests : ITransportState
{
    private static readonly DispatchOptions _options = DispatchOptions.Default;
    private static readonly Lease _lease = new(SampleSweep.Id("a"), 1, "w");
    private readonly JumpingTime _time = new();
    private readonly ListeningClock _clock;
    private readonly Hearing _hearing;

    public HearingTests()
    {
        _clock = new ListeningClock(this, _time, TimeSpan.FromDays(1), TimeSpan.Zero);
        _clock.Advance();
        _hearing = new Hearing(_clock, _options);
    }

    public bool IsConnected => true;

    [Fact]
    public void FindLapsed_NeverHeardOf_HasALeaseFromTheFirstLookOn()
    {
        Pass(_options.Lease);
        Assert.Empty(_hearing.FindLapsed([_lease]));
        Pass(_options.Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(_hearing.FindLapsed([_lease]));
        Pass(TimeSpan.FromSeconds(1));

        Assert.Equal([(_lease, true)], _hearing.FindLapsed([_lease]));
        // Until it is taken back, it is found again.
        Assert.Equal([(_lease, true)], _hearing.FindLapsed([_lease]));
    }

    [Fact]
    public void FindLapsed_ExpectedAndNotNamed_LapsesSooner()
    {
        _hearing.Expect(_lease);
        Pass(_options.OrderPatience);

        Assert.Equal([(_lease, false)], _hearing.FindLapsed([_lease]));
    }

    [Fact]
    public void FindLapsed_ExpectedAndNamed_HasALease()
    {
        _hearing.Expect(_lease);
        _hearing.Renew(_lease);
        Pass(_options.OrderPatience);

        Assert.Empty(_hearing.FindLapsed([_lease]));
    }

    [Fact]
    public void FindLapsed_OfOneThatIsHeldNoMore_ForgetsIt()
    {
        _hearing.Renew(_lease);
        Pass(_options.Lease);
        Assert.Empty(_hearing.FindLapsed([]));

        // As if it had been given to the worker anew: what was heard before does not count.
        Assert.Empty(_hearing.FindLapsed([_lease]));
    }

    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        _clock.Advance();
    }
}
