using Sweep.Contracts.Messages;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>Processes, and a broker, that say nothing for a while and then go on.</summary>
public sealed class SilenceTests
{
    [Fact]
    public async Task StopWorker_BeyondItsLease_LateReportsAreRefusedAndItWorksOn()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var stopped = await cluster.StartNoopAsync(1000, "--slots", "2");
        await cluster.SubmitAsync(Specs.Noop("first", seeds: 2, epochs: 3, levels: "0"));
        await cluster.RunsAsync("first", 2);

        stopped.Signal("STOP");
        var other = await cluster.StartNoopAsync(50, "--slots", "2");
        await cluster.CompletesAsync("first");
        Assert.All(await cluster.StagesAsync("first"), stage => Assert.Equal((2, 0), (stage.Attempt, stage.Failures)));

        // It hears that its attempts are not its any more before or after it has reported on them, as it happens: both must do.
        var before = tap.Reports.Count;
        stopped.Signal("CONT");
        await Until.TrueAsync("it has dropped what it had", () => tap.Reports.Skip(before).Any(report => IsOfFirst(report) && report.Status?.Held.Count == 0), cluster.State);
        await tap.SendAsync(tap.Find(report => IsOfFirst(report) && report.Stages.Any(stage => stage is StageStarted)));
        await cluster.Coordinator.SaysAsync("Refused a late report");

        other.Signal("TERM");
        Assert.Equal(0, await other.EndAsync());
        await cluster.SubmitAsync(Specs.Noop("second", seeds: 2, epochs: 2, levels: "0"));
        await cluster.CompletesAsync("second");

        // Those of the second can only be of the worker that was stopped; of the first it was never to end anything.
        var second = (await cluster.TrialsAsync("second")).Select(trial => trial.StageId).ToHashSet();
        var completed = tap.Reports.SelectMany(report => report.Stages).OfType<StageCompleted>().ToList();
        Assert.Equal(2, completed.Count(report => second.Contains(report.StageId) && report.WorkerId.StartsWith("w1-", StringComparison.Ordinal)));
        Assert.All(await cluster.StagesAsync("first"), stage => Assert.Equal((2, 0), (stage.Attempt, stage.Failures)));

        static bool IsOfFirst(WorkerReport report) => report.WorkerId.StartsWith("w1-", StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopCoordinator_ForLongerThanALease_NobodyLosesAnything()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        await cluster.StartNoopAsync(1000, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("slept", seeds: 4, epochs: 10, levels: "0"));
        await cluster.RunsAsync("slept", 4);

        cluster.Coordinator.Signal("STOP");
        // 12 heartbeats of half a second are 6 s, longer than the lease of 4 s.
        var before = tap.Reports.Count(report => report.Status is not null);
        await Until.TrueAsync("12 heartbeats have passed", () => tap.Reports.Count(report => report.Status is not null) >= before + 12);
        cluster.Coordinator.Signal("CONT");
        await cluster.CompletesAsync("slept");

        Assert.All(await cluster.StagesAsync("slept"), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Losses)));
    }

    /// <summary>A shortened form of <see cref="BrokerAwayForAMinute_WorkersTrainOn_AndDeliver"/>.</summary>
    [Fact]
    public Task BrokerAway_WorkersTrainOn_AndDeliver() => BrokerAwayAsync(TimeSpan.FromSeconds(6));

    [Fact]
    [Trait("Category", "Chaos")]
    public Task BrokerAwayForAMinute_WorkersTrainOn_AndDeliver() => BrokerAwayAsync(TimeSpan.FromSeconds(60));

    private static async Task BrokerAwayAsync(TimeSpan away)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.StartNoopAsync((int)(away / 4).TotalMilliseconds, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("away", seeds: 4, epochs: 3, levels: "0"));
        await cluster.RunsAsync("away", 4);

        await cluster.Broker.StopAsync();
        await Task.Delay(away, TestCluster.Stop); // The length of the outage is what is tested.
        await cluster.Broker.StartAgainAsync();
        await cluster.CompletesAsync("away");

        // The stages ended while there was no broker, and were not given out anew although their leases had been over.
        Assert.All(await cluster.StagesAsync("away"), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Losses)));
        Assert.All(await cluster.CurvesAsync("away"), curve => Assert.Equal([1, 2, 3], curve));
    }
}
