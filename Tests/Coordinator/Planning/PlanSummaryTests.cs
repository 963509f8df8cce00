using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

public class PlanSummaryTests
{
    /// <summary>
    /// Two seeds, each trained for 10 epochs and pruned twice for 2: 28 epochs. Without sharing, each seed takes 10 + 12 + 14.
    /// </summary>
    [Fact]
    public void Of_ChainsOfTwoSeeds_CountsEpochsWithAndWithoutSharing()
    {
        var summary = PlanSummary.Of(Tree(), Throughput.Default, workers: 1);

        Assert.Equal((6, 0, 2, 4, 6), (summary.Trials, summary.PretrainStages, summary.TrainStages, summary.PruneStages, summary.Stages));
        Assert.Equal((28, 72), (summary.Epochs, summary.EpochsWithoutSharing));
        Assert.Equal(1 - (28 / 72.0), summary.Saved, 12);
    }

    /// <summary>
    /// 1,000 training images per epoch, and 10,000 test images at the end of each stage only, each at a third of the cost of a training
    /// image.
    /// </summary>
    [Fact]
    public void Of_AKnownSpeed_EstimatesTheTime()
    {
        var estimate = PlanSummary.Of(Tree(), Throughput.OfImagesPerSecond(100), workers: 1).Estimate;

        Assert.Equal(28_000, estimate.Images);
        Assert.Equal((28_000 + (6 * 10_000 / 3.0)) / 100, estimate.WorkerTime.TotalSeconds, 3);
        Assert.Equal(estimate.WorkerTime / 2, estimate.LongestPath);
        Assert.Contains("100 training images a second", estimate.Assumption, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0.5)]
    [InlineData(100, 0.5)]
    public void Of_ManyWorkers_AreNotFasterThanTheLongestPath(int workers, double share)
    {
        var estimate = PlanSummary.Of(Tree(), Throughput.Default, workers).Estimate;

        Assert.Equal(share, estimate.WallClock / estimate.WorkerTime, 6);
    }

    /// <summary>VGG16-BN with a compact head on CIFAR-10: 0.313 GMACs forward, and three times that for training.</summary>
    [Fact]
    public void Of_GFlops_CountsMultiplyAccumulatesOfTheNetwork()
    {
        var tree = Expansion.Expand(MakeSpec.Of("{ name: a, grid: { dataset: cifar10, architecture: vgg16 }, training: { epochs: 1 } }"));
        var estimate = PlanSummary.Of(tree, Throughput.OfGflops(1000), workers: 1).Estimate;

        Assert.Equal(0.313e9, estimate.MultiplyAccumulates / ((50_000 * 3) + 10_000), 0.001e9);
        Assert.Equal(2 * estimate.MultiplyAccumulates / 1e12, estimate.WorkerTime.TotalSeconds, 3);
    }

    [Fact]
    public void Of_SomeClasses_CountsTheirShareOfTheImages()
    {
        var tree = MakeSpec.Tree("", "data: { classes: [0, 1] }\ntraining: { epochs: 2 }");

        Assert.Equal(2 * 12_000, PlanSummary.Of(tree, Throughput.Default, workers: 1).Estimate.Images);
    }

    private static StageTree Tree() =>
        MakeSpec.Tree(
            "  seed: [1, 2]\n  sparsity: [0, 0.5, 0.9]",
            "data: { samples: 1000 }\ntraining: { epochs: 10 }\npruning: { epochs: 2 }"
        );
}
