using Sweep.Contracts.Results;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>Processes that die without a word.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task KillWorker_MidStage_ItsStagesGoToAnother()
    {
        await using var cluster = await TestCluster.StartAsync();
        var first = await cluster.StartNoopAsync(60_000, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("kill", seeds: 4));
        await cluster.RunsAsync("kill", 4);

        await first.KillAsync();
        await cluster.StartNoopAsync(20, "--slots", "2");
        await cluster.CompletesAsync("kill");

        Assert.All(await StagesAsync(cluster, sparsity: 0), stage => Assert.Equal((2, 0), (stage.Attempt, stage.Failures)));
        Assert.All(await StagesAsync(cluster, sparsity: 0.5), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Failures)));
    }

    [Fact]
    public async Task KillCoordinator_MidSweep_GoesOnFromTheStoreAndNothingIsDoneTwice()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.StartNoopAsync(100, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("kill", seeds: 40));
        await cluster.ReachesAsync("kill", 10);

        await cluster.Coordinator.KillAsync();
        await cluster.StartCoordinatorAsync();
        await cluster.CompletesAsync("kill");

        // The worker lived: what it had at the moment is still its, and no attempt failed.
        foreach (var sparsity in new[] { 0, 0.5 })
            Assert.All(await StagesAsync(cluster, sparsity), stage => Assert.Equal(0, stage.Failures));
        Assert.All(await cluster.TrialsAsync("kill"), trial => Assert.Equal(TrialState.Completed, trial.State));
    }

    [Fact]
    public async Task KillCoordinator_WorkersTrainOn_TheirResultsWaitInTheBroker()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.StartNoopAsync(1500, "--slots", "4");
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        await cluster.SubmitAsync(Specs.Noop("wait", seeds: 4, levels: "0"));
        await cluster.RunsAsync("wait", 4);

        await cluster.Coordinator.KillAsync();
        await Until.TrueAsync("all four are reported", () => tap.Reports.SelectMany(report => report.Stages).OfType<Contracts.Messages.StageCompleted>().Count() == 4);
        await cluster.StartCoordinatorAsync();
        await cluster.CompletesAsync("wait");

        Assert.All(await StagesAsync(cluster, sparsity: 0, "wait"), stage => Assert.Equal(1, stage.Attempt));
    }

    [Fact]
    public async Task KillBroker_MidSweep_BothSidesComeBackAndNothingFails()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.StartNoopAsync(200, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("kill", seeds: 40));
        await cluster.ReachesAsync("kill", 10);

        await cluster.Broker.KillAsync();
        await cluster.Broker.StartAgainAsync();
        await cluster.CompletesAsync("kill");

        foreach (var sparsity in new[] { 0, 0.5 })
            Assert.All(await StagesAsync(cluster, sparsity), stage => Assert.Equal(0, stage.Failures));
    }

    private static Task<List<Coordinator.Store.StageRecord>> StagesAsync(TestCluster cluster, double sparsity, string sweep = "kill") =>
        cluster.StagesAsync(sweep, trial => trial.Sparsity == sparsity);
}
