using Sweep.Contracts.Messages;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Faults;

/// <summary>Processes that are asked to end.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task StopWorker_MidStage_SavesEndsWithZeroAndTheStageGoesOnElsewhereFromThere(string signal)
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var tap = await BusTap.OpenAsync(cluster.Broker);
        var gate = cluster.MakeGate();
        string[] flags = ["--engine", gate.Train, "--data", cluster.WriteImages(), "--device", "cpu", "--threads", "1", "--pull", "false"];
        var first = await cluster.StartWorkerAsync(flags);
        await cluster.SubmitAsync(
            """
            name: stop
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: 0, seed: 1 }
            model: { width: 0.125 }
            training: { epochs: 12, batch: 50 }
            """
        );
        gate.Release(3);
        await Until.TrueAsync("its third epoch has ended", () => Progress(tap, attempt: 1).Any(report => report.Epoch == 3), cluster.State);

        first.Signal(signal);
        Assert.Equal(0, await first.EndAsync());
        await Until.TrueAsync(
            "it has given back its attempt",
            () => tap.Stages.OfType<StageReleased>().Any(report => report.Attempt == 1),
            cluster.State
        );
        gate.Open();
        await cluster.StartWorkerAsync(flags);
        await cluster.CompletesAsync("stop");

        // The second attempt goes on where the first one left off.
        await tap.CompletedAsync(1);
        Assert.Equal([1, 2, 3], Epochs(tap, attempt: 1));
        Assert.Equal(Enumerable.Range(4, 9), Epochs(tap, attempt: 2));
        var stage = Assert.Single(await cluster.StagesAsync("stop"));
        Assert.Equal((2, 0, 0), (stage.Attempt, stage.Failures, stage.Losses));
        Assert.Equal(Enumerable.Range(1, 12), Assert.Single(await cluster.CurvesAsync("stop")));
    }

    [Fact]
    public async Task StopCoordinator_MidSweep_EndsWithZeroAndGoesOnAfterIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("stop", seeds: 20));
        gate.Release(5);
        await cluster.ReachesAsync("stop", completed: 5, running: 4);

        // Reports and orders are on their way when the signal comes, and cannot be the last ones: fewer steps are released than there are stages.
        gate.Release(20);
        cluster.Coordinator.Signal("TERM");
        Assert.Equal(0, await cluster.Coordinator.EndAsync());
        await cluster.StartCoordinatorAsync();
        gate.Open();
        await cluster.CompletesAsync("stop");

        Assert.All(await cluster.StagesAsync("stop"), stage => Assert.Equal((1, 0, 0), (stage.Attempt, stage.Failures, stage.Losses)));
    }

    private static IEnumerable<StageProgressed> Progress(BusTap tap, int attempt) =>
        tap.Stages.OfType<StageProgressed>().Where(report => report.Attempt == attempt);

    private static IEnumerable<int> Epochs(BusTap tap, int attempt) =>
        Progress(tap, attempt).Where(report => report.Metrics is not null).Select(report => report.Epoch);
}
