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
        string[] flags = ["--data", cluster.WriteImages(), "--device", "cpu", "--threads", "1", "--pull", "false"];
        var first = await cluster.StartWorkerAsync(flags);
        await cluster.SubmitAsync(
            """
            name: stop
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: 0, seed: 1 }
            model: { width: 0.125 }
            training: { epochs: 12, batch: 50 }
            """);
        await Until.TrueAsync("it is in its third epoch", () => Progress(tap, attempt: 1).Any(report => report.Epoch >= 2), cluster.State);

        first.Signal(signal);
        Assert.Equal(0, await first.EndAsync());
        Assert.Contains(tap.Reports.SelectMany(report => report.Stages).OfType<StageReleased>(), report => report.Attempt == 1);
        var reached = Progress(tap, attempt: 1).Max(report => report.Fraction);
        await cluster.StartWorkerAsync(flags);
        await cluster.CompletesAsync("stop");

        // The second attempt's first word is of where the first one left off.
        Assert.True(Progress(tap, attempt: 2).First().Fraction >= reached, $"{Progress(tap, attempt: 2).First()}, {reached}");
        var stage = Assert.Single(await cluster.StagesAsync("stop"));
        Assert.Equal((2, 0, 0), (stage.Attempt, stage.Failures, stage.Losses));
        Assert.Equal(Enumerable.Range(1, 12), Assert.Single(await cluster.CurvesAsync("stop")));
    }

    [Fact]
    public async Task StopCoordinator_MidSweep_EndsWithZeroAndGoesOnAfterIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.StartNoopAsync(100, "--slots", "4");
        await cluster.SubmitAsync(Specs.Noop("stop", seeds: 20));
        await cluster.ReachesAsync("stop", 5);

        cluster.Coordinator.Signal("TERM");
        Assert.Equal(0, await cluster.Coordinator.EndAsync());
        await cluster.StartCoordinatorAsync();
        await cluster.CompletesAsync("stop");

        Assert.All(await cluster.StagesAsync("stop"), stage => Assert.Equal((1, 0), (stage.Attempt, stage.Failures)));
    }

    private static IEnumerable<StageProgressed> Progress(BusTap tap, int attempt) =>
        tap.Reports.SelectMany(report => report.Stages).OfType<StageProgressed>().Where(report => report.Attempt == attempt);
}
