using Sweep.Contracts.Messages;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>Processes, and a broker, that say nothing for a while and then go on.</summary>
public sealed class SilenceTests
{
    /// <param name="endsFirst">
    /// Whether the worker, when it goes on, first ends its stages and then hears that they are not its any more, or the other way around.
    /// </param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StopWorker_BeyondItsLease_LateReportsAreRefusedAndItWorksOn(bool endsFirst)
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.HoldLeases());
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var gate = cluster.MakeGate();
        var stopped = await cluster.StartNoopAsync(gate, "--slots", "2");
        await cluster.SubmitAsync(Specs.Noop("first", seeds: 2, epochs: 3, levels: "0"));
        await cluster.RunsAsync("first", 2);
        stopped.Signal("STOP");
        var worker = await tap.FirstWorkerAsync();
        // Or it might read that its stages are not its any more before it ends them.
        if (endsFirst)
            await tap.MakeDeafAsync(worker);
        await cluster.LapseAsync("first");
        var other = await cluster.StartNoopAsync("--slots", "2");
        await cluster.CompletesAsync("first");
        Assert.All(await cluster.StagesAsync("first"), stage => Assert.Equal((2, 0), (stage.Attempt, stage.Failures)));

        var before = tap.Reports.Count;
        if (endsFirst)
        {
            cluster.Coordinator.Signal("STOP");
            gate.Open();
            stopped.Signal("CONT");
            await Until.TrueAsync("it has ended its stages", () => CompletedByStopped(tap).Count() == 2, cluster.State);
            cluster.Coordinator.Signal("CONT");
            await cluster.Coordinator.SaysAsync("Refused a late report");
        }
        else
        {
            stopped.Signal("CONT");
            await Until.TrueAsync(
                "it has dropped what it had",
                () => tap.Reports.Skip(before).Any(report => IsOfStopped(report) && report.Status?.Held.Count == 0),
                cluster.State
            );
            Assert.Empty(CompletedByStopped(tap));
            await tap.SendAsync(tap.Find(report => IsOfStopped(report) && report.Stages.Any(stage => stage is StageStarted)));
            await cluster.Coordinator.SaysAsync("Refused a late report");
            gate.Open();
        }

        other.Signal("TERM");
        Assert.Equal(0, await other.EndAsync());
        // What a deaf worker is given comes back when a part of a lease has passed, and here none does.
        await tap.HearsAsync(worker);
        await cluster.SubmitAsync(Specs.Noop("second", seeds: 2, epochs: 2, levels: "0"));
        await cluster.CompletesAsync("second");

        // Those of the second can only be of the worker that was stopped; of the first it was never to end anything.
        var second = (await cluster.TrialsAsync("second")).Select(trial => trial.StageId).ToHashSet();
        await tap.CompletedAsync(4);
        Assert.Equal(2, CompletedByStopped(tap).Count(report => second.Contains(report.StageId)));
        Assert.All(await cluster.StagesAsync("first"), stage => Assert.Equal((2, 0), (stage.Attempt, stage.Failures)));
    }

    [Fact]
    public async Task StopCoordinator_ForLongerThanALease_NobodyLosesAnything()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.HoldLeases());
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("slept", seeds: 4, epochs: 10, levels: "0"));
        await cluster.RunsAsync("slept", 4);

        cluster.Coordinator.Signal("STOP");
        gate.Release(20);
        var before = tap.Reports.Count(report => report.Status is not null);
        await Until.TrueAsync(
            "12 heartbeats wait for it",
            () => tap.Reports.Count(report => report.Status is not null) >= before + 12,
            cluster.State
        );
        cluster.Clock.Jump(10 * LeaseClock.Lease);
        cluster.Coordinator.Signal("CONT");
        await cluster.Clock.TakenAsync();
        gate.Open();
        await cluster.CompletesAsync("slept");

        Assert.All(await cluster.StagesAsync("slept"), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Losses)));
    }

    /// <summary>A shortened form of <see cref="BrokerAwayForAMinute_WorkersTrainOn_AndDeliver"/>.</summary>
    [Fact]
    public Task BrokerAway_WorkersTrainOn_AndDeliver() => BrokerAwayAsync(TimeSpan.Zero);

    [Fact]
    [Trait("Category", "Chaos")]
    public Task BrokerAwayForAMinute_WorkersTrainOn_AndDeliver() => BrokerAwayAsync(TimeSpan.FromMinutes(1));

    /// <param name="atLeast">Those who connect again wait longer and longer between two tries.</param>
    private static async Task BrokerAwayAsync(TimeSpan atLeast)
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.HoldLeases());
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("away", seeds: 4, epochs: 3, levels: "0"));
        await cluster.RunsAsync("away", 4);

        await cluster.Broker.StopAsync();
        await cluster.Coordinator.SaysAsync("Cannot reach the broker");
        gate.Release(12);
        await gate.TakenAsync();
        await cluster.Clock.PassALeaseAsync();
        await Task.Delay(atLeast, TestCluster.Stop);
        await cluster.Broker.StartAgainAsync();
        await cluster.CompletesAsync("away");

        // The stages ended while there was no broker, and were not given out anew although their leases would have been over.
        Assert.All(await cluster.StagesAsync("away"), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Losses)));
        Assert.All(await cluster.CurvesAsync("away"), curve => Assert.Equal([1, 2, 3], curve));
    }

    private static bool IsOfStopped(WorkerReport report) => report.WorkerId.StartsWith("w1-", StringComparison.Ordinal);

    private static IEnumerable<StageCompleted> CompletedByStopped(BusTap tap) =>
        tap.Reports.Where(IsOfStopped).SelectMany(report => report.Stages).OfType<StageCompleted>();
}
