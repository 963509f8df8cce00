using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>Processes that die without a word.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task KillWorker_MidStage_ItsStagesGoToAnother()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster => cluster.HoldLeases());
        var first = await cluster.StartNoopAsync(cluster.MakeGate(), "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("kill", seeds: 4));
        await cluster.RunsAsync("kill", 4);

        await first.KillAsync();
        await cluster.LapseAsync("kill");
        await cluster.StartNoopAsync("--slots", "2");
        await cluster.CompletesAsync("kill");

        Assert.All(await StagesAsync(cluster, sparsity: 0), stage => Assert.Equal((2, 0), (stage.Attempt, stage.Failures)));
        Assert.All(await StagesAsync(cluster, sparsity: 0.5), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Failures)));
    }

    [Fact]
    public async Task KillCoordinator_MidSweep_GoesOnFromTheStoreAndNothingIsDoneTwice()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("kill", seeds: 40));
        gate.Release(10);
        await cluster.ReachesAsync("kill", completed: 10, running: 4);

        await cluster.Coordinator.KillAsync();
        await cluster.StartCoordinatorAsync();
        gate.Open();
        await cluster.CompletesAsync("kill");

        // The worker lived: what it had at the moment is still its, and no attempt failed.
        Assert.All(await cluster.StagesAsync("kill"), AssertOnce);
        Assert.All(await cluster.TrialsAsync("kill"), trial => Assert.Equal(TrialState.Completed, trial.State));
        await tap.CompletedAsync(80);
        Assert.Equal(80, tap.Stages.OfType<StageStarted>().Count());
    }

    [Fact]
    public async Task KillCoordinator_WorkersTrainOn_TheirResultsWaitInTheBroker()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        await cluster.SubmitAsync(Specs.Noop("wait", seeds: 4, levels: "0"));
        await cluster.RunsAsync("wait", 4);

        await cluster.Coordinator.KillAsync();
        gate.Open();
        await tap.CompletedAsync(4);
        await cluster.StartCoordinatorAsync();
        await cluster.CompletesAsync("wait");

        Assert.All(await cluster.StagesAsync("wait"), AssertOnce);
    }

    [Fact]
    public async Task KillBroker_MidSweep_BothSidesComeBackAndNothingFails()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("kill", seeds: 40));
        gate.Release(10);
        await cluster.ReachesAsync("kill", completed: 10, running: 4);

        await cluster.Broker.KillAsync();
        await cluster.Broker.StartAgainAsync();
        await using (var tap = await BusTap.OpenAsync(cluster.Broker))
            await tap.HearsAsync(await tap.FirstWorkerAsync());
        gate.Open();
        await cluster.CompletesAsync("kill");

        Assert.All(await cluster.StagesAsync("kill"), AssertOnce);
    }

    private static void AssertOnce(StageRecord stage) => Assert.Equal((1, 0, 0), (stage.Attempt, stage.Losses, stage.Failures));

    private static Task<List<StageRecord>> StagesAsync(TestCluster cluster, double sparsity) =>
        cluster.StagesAsync("kill", trial => trial.Sparsity == sparsity);
}
