using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public sealed class HearingTests
{
    private readonly Hearing _hearing = new(deafAfter: 3);

    [Fact]
    public void Beat_OrdersCome_IsNeverDeaf()
    {
        for (var beat = 1; beat <= 20; beat++)
        {
            _hearing.Hear(beat);
            Assert.False(_hearing.Beat(isDelivering: true));
        }
    }

    [Fact]
    public void Beat_NoOrdersThoughReportsAreDelivered_ReopensAndThenLessOften()
    {
        var opened = Enumerable.Range(1, 100).Where(_ => _hearing.Beat(isDelivering: true)).ToList();
        Assert.Equal([3, 9, 27, 81], opened);
    }

    [Fact]
    public void Beat_BrokerAway_WaitsAndOpensSoonAfter()
    {
        for (var beat = 0; beat < 100; beat++)
            Assert.False(_hearing.Beat(isDelivering: false));
        Assert.False(_hearing.Beat(isDelivering: true));
        Assert.True(_hearing.Beat(isDelivering: true));
    }

    [Fact]
    public void Hear_FirstEverOrAfterSilence_IsNews()
    {
        Assert.True(_hearing.Hear(1));
        Assert.False(_hearing.Hear(2));
        _hearing.Beat(isDelivering: true);
        _hearing.Beat(isDelivering: true);
        Assert.False(_hearing.Hear(3));
        for (var beat = 0; beat < 3; beat++)
            _hearing.Beat(isDelivering: true);
        Assert.True(_hearing.Hear(3));
    }

    [Fact]
    public void Hear_OlderOrders_DoNotLowerWhatWasHeard()
    {
        _hearing.Hear(7);
        _hearing.Hear(5);
        Assert.Equal(7, _hearing.Heard);
    }
}
