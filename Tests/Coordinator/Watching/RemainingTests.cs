using Sweep.Api.V1;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Tests.Coordinator.Watching;

/// <summary>How much of a sweep is done and how long the rest takes, from what workers report.</summary>
public class RemainingTests
{
    private static SampleSweep Long =>
        new("long", "a", "b")
        {
            Costs = new Dictionary<string, double> { ["a"] = 100, ["b"] = 100 },
        };

    [Fact]
    public async Task Get_StageThatRuns_CountsByItsProgress()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(Long);
        var lease = await fixture.QueueAsync("a");
        await fixture.StartAsync(lease);
        await RunAsync(fixture, lease, from: 0, to: 0.5);
        var sweep = await GetAsync(fixture);

        Assert.Equal(0.25, sweep.Fraction);
        // 50 of 200 in 50 seconds.
        Assert.Equal(150, sweep.Remaining.Seconds);
    }

    [Fact]
    public async Task Get_StageThatWasGivenBackAndGoesOn_IsNoFaster()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(Long);
        var lease = await fixture.QueueAsync("a");
        await RunAsync(fixture, lease, from: 0, to: 0.5);
        await fixture.ReleaseAsync(lease);
        await fixture.Surveyor.ReadNewAsync(WatchFixture.Stop);
        // What was saved is out of sight, and not undone.
        Assert.Equal(0.25, (await GetAsync(fixture)).Fraction);
        lease = await fixture.QueueAsync("a", "v");
        fixture.Progress(lease, 0.5);
        await RunAsync(fixture, lease, from: 0.5, to: 0.9);
        var sweep = await GetAsync(fixture);

        Assert.Equal(0.45, sweep.Fraction, precision: 6);
        // 90 in 90 seconds: neither did the half count twice nor was it lost.
        Assert.Equal(110, sweep.Remaining.ToTimeSpan().TotalSeconds, tolerance: 1);
    }

    [Fact]
    public async Task Get_AfterARestart_CountsWhatIsDoneFromThenOn()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(Long);
        var lease = await fixture.QueueAsync("a");
        await RunAsync(fixture, lease, from: 0, to: 0.5);
        fixture.Restart();
        await fixture.Surveyor.ReadNewAsync(WatchFixture.Stop);
        Assert.Null((await GetAsync(fixture)).Remaining);
        fixture.Progress(lease, 0.5);
        await RunAsync(fixture, lease, from: 0.5, to: 0.8);

        Assert.Equal(120, (await GetAsync(fixture)).Remaining.ToTimeSpan().TotalSeconds, tolerance: 1);
    }

    [Fact]
    public async Task Get_SweepThatIsPaused_HasNone_AndBeginsAnew()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(Long);
        var lease = await fixture.QueueAsync("a");
        await RunAsync(fixture, lease, from: 0, to: 0.5);
        await fixture.Ledger.SetStateAsync("long", SweepState.Running, SweepState.Paused);
        Assert.Null((await GetAsync(fixture)).Remaining);
        await fixture.Surveyor.ReadNewAsync(WatchFixture.Stop);
        await fixture.Ledger.SetStateAsync("long", SweepState.Paused, SweepState.Running);

        Assert.Null((await GetAsync(fixture)).Remaining);
    }

    [Fact]
    public async Task Watch_TimeLeftThatHardlyChanges_IsNoNews()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(
            new SampleSweep("long", "a", "b")
            {
                Costs = new Dictionary<string, double> { ["a"] = 100, ["b"] = 10_000 },
            }
        );
        var lease = await fixture.QueueAsync("a");
        await RunAsync(fixture, lease, from: 0, to: 0.5);
        await using var watch = fixture.Begin("long");
        var told = (await watch.NextAsync()).Sweeps.Single().Remaining.Seconds;
        var start = fixture.Time.GetTimestamp();
        var next = (await watch.NextAsync()).Sweeps.Single().Remaining.Seconds;

        // Nothing gets done: with each second the time left grows by a fiftieth, and two of these are not told.
        Assert.Equal(TimeSpan.FromSeconds(3), fixture.Time.GetElapsedTime(start));
        Assert.Equal(0.06, ((double)next / told) - 1, precision: 2);
    }

    /// <summary>A tenth of the stage each ten seconds, each seen.</summary>
    private static async Task RunAsync(WatchFixture fixture, Lease lease, double from, double to)
    {
        await fixture.Surveyor.ReadNewAsync(WatchFixture.Stop);
        for (var fraction = from + 0.1; fraction < to + 0.05; fraction += 0.1)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(10));
            fixture.Progress(lease, fraction);
            await fixture.Surveyor.ReadNewAsync(WatchFixture.Stop);
        }
    }

    private static async Task<SweepInfo> GetAsync(WatchFixture fixture) => (await fixture.Reading.FindAsync("long", WatchFixture.Stop))!;
}
