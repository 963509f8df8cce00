using Sweep.Hosting.Configuration;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>A second coordinator that waits for the place of the first.</summary>
public sealed class StandbyTests
{
    /// <summary>The first does not know that it was away: it is as sure that it is alone as the second.</summary>
    [Fact]
    public async Task StopCoordinator_OfASharedStore_TheOtherTakesOver_AndTheFirstCannotWriteAnyMore()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster =>
            cluster.CoordinatorFlags = [
                "--lease",
                "10m",
                "--store",
                Path.Combine(Directory.CreateDirectory(cluster.Home).FullName, "sweep.db"),
                "--standby-after",
                "3s",
            ]
        );
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "2");
        await cluster.SubmitAsync(Specs.Noop("kept", seeds: 6));
        gate.Release(4);
        await cluster.ReachesAsync("kept", completed: 4, running: 2);
        var first = cluster.Coordinator;
        var second = cluster.BeginStandby(cluster.Home + "-standby");
        await second.SaysAsync("Standing by");

        first.Signal("STOP");
        await cluster.FollowAsync(second);
        first.Signal("CONT");
        Assert.Equal(SweepProgram.Fault, await first.EndAsync());
        Assert.Contains("was taken over by another coordinator", first.Said, StringComparison.Ordinal);

        gate.Open();
        await cluster.CompletesAsync("kept");
        Assert.All(await cluster.StagesAsync("kept"), stage => Assert.Equal((1, 0, 0), (stage.Attempt, stage.Failures, stage.Losses)));
    }

    [Fact]
    public async Task KillCoordinator_OfTheSameHome_TheOtherTakesOver()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "2");
        await cluster.SubmitAsync(Specs.Noop("kept", seeds: 6));
        gate.Release(4);
        await cluster.ReachesAsync("kept", completed: 4, running: 2);
        var second = cluster.BeginStandby(cluster.Home);
        await second.SaysAsync($"when process {cluster.Coordinator.Id} no longer runs");

        await cluster.Coordinator.KillAsync();
        await cluster.FollowAsync(second);
        gate.Open();
        await cluster.CompletesAsync("kept");
        Assert.All(await cluster.StagesAsync("kept"), stage => Assert.Equal((1, 0, 0), (stage.Attempt, stage.Failures, stage.Losses)));
    }

    [Fact]
    public async Task Terminate_WhileStandingBy_EndsAtOnce()
    {
        await using var cluster = await TestCluster.StartAsync();
        var second = cluster.BeginStandby(cluster.Home);
        await second.SaysAsync("Standing by");
        second.Signal("TERM");
        Assert.Equal(0, await second.EndAsync());
    }
}
