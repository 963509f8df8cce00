using Microsoft.Extensions.Time.Testing;
using Sweep.Coordinator.Watching;

namespace Sweep.Tests.Coordinator.Watching;

public class SweepPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Remaining_JustBegun_IsNotKnown()
    {
        var pace = new SweepPace(_time);
        Assert.Null(pace.Remaining(done: 0, left: 100));
        pace.Add(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(pace.Remaining(done: 1, left: 99));
    }

    [Fact]
    public void Remaining_SteadyPace_IsWorkOverPace()
    {
        var pace = Run(new SweepPace(_time), from: 0, seconds: 100, aSecond: 2);

        Assert.Equal(TimeSpan.FromSeconds(400), pace.Remaining(done: 200, left: 800));
        Assert.Equal(TimeSpan.Zero, pace.Remaining(done: 200, left: 0));
    }

    [Fact]
    public void Remaining_ManyWorkersCameLater_GoesByTheLastMinutes()
    {
        var pace = Run(new SweepPace(_time), from: 0, seconds: 7200, aSecond: 1);
        Run(pace, from: 7200, seconds: (int)SweepPace.Window.TotalSeconds, aSecond: 10);

        Assert.Equal(100, pace.Remaining(done: 13_200, left: 1000)!.Value.TotalSeconds, tolerance: 2);
    }

    [Fact]
    public void Remaining_NothingRanLately_IsNotKnown()
    {
        var pace = Run(new SweepPace(_time), from: 0, seconds: 60, aSecond: 1);
        Run(pace, from: 60, seconds: (int)SweepPace.Window.TotalSeconds + 10, aSecond: 0);
        Assert.Null(pace.Remaining(done: 60, left: 1));

        _time.Advance(SweepPace.Window * 2);
        Assert.Null(pace.Remaining(done: 70, left: 1));
    }

    [Fact]
    public void Remaining_WorkOfAnEarlierAttemptComesBack_DoesNotCount()
    {
        var pace = Run(new SweepPace(_time), from: 0, seconds: 50, aSecond: 1);
        pace.Skip(1000);
        Run(pace, from: 1050, seconds: 50, aSecond: 1);

        Assert.Equal(TimeSpan.FromSeconds(300), pace.Remaining(done: 1100, left: 300));
    }

    [Fact]
    public void Remaining_ClusterWasIdle_GoesByTheTimeInWhichSomethingRan()
    {
        var pace = Run(new SweepPace(_time), from: 0, seconds: 100, aSecond: 1);
        for (var second = 0; second < 300; second++)
        {
            pace.Add(100, isIdle: true);
            _time.Advance(TimeSpan.FromSeconds(1));
            // Between two stages it is said all the same, and not for ever.
            double? expected = second < 60 ? 300 : null;
            Assert.Equal(expected, pace.Remaining(done: 100, left: 300)?.TotalSeconds);
        }

        Run(pace, from: 100, seconds: 20, aSecond: 1);
        Assert.Equal(300, pace.Remaining(done: 120, left: 300)!.Value.TotalSeconds, tolerance: 10);
    }

    [Fact]
    public void Remaining_WorkIsLost_IsNotKnown()
    {
        var pace = Run(new SweepPace(_time), from: 100, seconds: 30, aSecond: 0);
        Assert.Null(pace.Remaining(done: 90, left: 10));
    }

    [Fact]
    public void Remaining_BeyondAnyMeasure_IsNotKnown()
    {
        var pace = Run(new SweepPace(_time), from: 0, seconds: 100, aSecond: 1);
        Assert.Null(pace.Remaining(done: 100, left: 1e300));
    }

    /// <summary>A sample a second.</summary>
    private SweepPace Run(SweepPace pace, double from, int seconds, double aSecond)
    {
        for (var second = 0; second < seconds; second++)
        {
            pace.Add(from + (second * aSecond));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return pace;
    }
}
