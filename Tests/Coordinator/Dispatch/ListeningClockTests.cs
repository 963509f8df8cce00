using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Transport;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class ListeningClockTests : ITransportState
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private readonly JumpingTime _time = new();
    private readonly ListeningClock _clock;

    public ListeningClockTests()
    {
        _clock = new ListeningClock(this, _time, longestStep: 2 * _second, settle: 10 * _second);
        _clock.Advance();
    }

    public bool IsConnected { get; set; } = true;

    [Fact]
    public void Advance_Connected_CountsWhatPassed() => Assert.Equal(3 * _second, Pass(3));

    [Fact]
    public void Advance_AfterALongPause_TakesASmallStep()
    {
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2 * _second, _clock.Advance());
    }

    [Fact]
    public void Advance_WallClockSet_IsNotAffected()
    {
        Pass(1);
        _time.Jump = -TimeSpan.FromHours(5);
        Assert.Equal(2 * _second, Pass(1));
    }

    [Fact]
    public void Advance_BrokerAway_StandsStillUntilItHasBeenBackForAWhile()
    {
        Pass(5);
        IsConnected = false;
        Assert.Equal(5 * _second, Pass(100));
        IsConnected = true;
        Assert.Equal(5 * _second, Pass(11));
        Assert.Equal(6 * _second, Pass(1));
    }

    [Fact]
    public void Advance_WhileAReportWaits_StandsStill()
    {
        Pass(5);
        _clock.Stop();
        _clock.Stop();
        Assert.Equal(5 * _second, Pass(100));
        _clock.Go();
        Assert.Equal(5 * _second, Pass(100));
        _clock.Go();
        Pass(1);
        Assert.Equal(6 * _second, Pass(1));
    }

    [Fact]
    public void Advance_AReportWaitedInBetween_DoesNotCountThatTime()
    {
        _clock.Stop();
        _clock.Go();
        Assert.Equal(TimeSpan.Zero, Pass(1));
    }

    private TimeSpan Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(_second);
            _clock.Advance();
        }

        return _clock.Now;
    }
}
