using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Inference;

namespace Sweep.Tests.Coordinator.Study.Inference;

public sealed class CrossedMeansTests
{
    /// <summary>Networks of seeds 1, 2, …, one for each text, which has a 1 for each correctly classified image.</summary>
    private static Cell Cell(params string[] networks)
    {
        var cell = new Cell();
        foreach (var (place, right) in networks.Index())
        {
            cell.Add(
                place + 1,
                100.0 * right.Count(image => image == '1') / right.Length,
                ImageOutcomes.Of([.. right.Select(image => image == '1' ? (byte)2 : (byte)0)])
            );
        }

        return cell;
    }

    private static Cell WithoutImages(params double[] top1)
    {
        var cell = new Cell();
        foreach (var (place, value) in top1.Index())
            cell.Add(place + 1, value, null);
        return cell;
    }

    [Fact]
    public void Combine_SeedsOnly_IsThePairedTTest()
    {
        var difference = CrossedMeans.Compute([WithoutImages(90, 92, 91), WithoutImages(89, 90, 90)])!.Combine([1, -1]);

        // The differences 1, 2 and 1 have mean 4/3 and variance 1/3; over three seeds, t is 4 with two degrees of freedom.
        Assert.Equal(4.0 / 3, difference.Value, 10);
        Assert.Equal(1.0 / 9, difference.Variance, 10);
        Assert.Equal(2, difference.DegreesOfFreedom, 10);
        Assert.Equal(1, difference.SeedShare, 10);
        Assert.Equal(0.0571909, difference.PValue, 6);
        // The t quantile for two degrees of freedom is 4.302653.
        Assert.InRange(difference.HalfWidth, 4.302652 / 3, 4.32 / 3);
    }

    [Fact]
    public void Combine_OneSeed_UsesImagesOnly()
    {
        var means = CrossedMeans.Compute([Cell("11110000"), Cell("11000001")])!;
        var difference = means.Combine([1, -1]);

        // The images' differences in percent are 0, 0, 100, 100, 0, 0, 0, −100; the variance is theirs divided by their number.
        Assert.Equal((1, 8), (means.Seeds, means.Images));
        Assert.Equal(12.5, difference.Value, 10);
        Assert.Equal((30_000 - (8 * 12.5 * 12.5)) / 7 / 8, difference.Variance, 8);
        Assert.Equal((7, 0), (difference.DegreesOfFreedom, difference.SeedShare));
    }

    [Fact]
    public void Combine_SeedsAndImages_CountsTheCommonPartOnce()
    {
        string[] networks = ["1111", "1110", "1100"];
        var mean = CrossedMeans.Compute([Cell(networks)])!.Combine([1]);

        // The means of seeds are 100, 75, 50; those of images are 100, 100, 66.7, 33.3.
        var ofSeeds = 625.0 / 3;
        var ofImages = Enumerable.Sum([100, 100, 200.0 / 3, 100.0 / 3], value => Math.Pow(value - 75, 2)) / 3 / 4;
        var rest =
            networks
                .Select(
                    (network, seed) =>
                        network
                            .Select(
                                (right, image) =>
                                    Math.Pow(
                                        (right == '1' ? 100 : 0)
                                            - (100 - (25 * seed))
                                            - new[] { 100, 100, 200.0 / 3, 100.0 / 3 }[image]
                                            + 75,
                                        2
                                    )
                            )
                            .Sum()
                )
                .Sum()
            / 2
            / 3
            / 12;
        Assert.Equal(ofSeeds + ofImages - rest, mean.Variance, 8);
        Assert.Equal(Math.Pow(mean.Variance, 2) / ((ofSeeds * ofSeeds / 2) + (ofImages * ofImages / 3)), mean.DegreesOfFreedom, 8);
    }

    [Fact]
    public void Compute_SeedsMissingInSomeCells_AreOmitted()
    {
        var third = new Cell();
        third.Add(2, 80, null);
        third.Add(9, 10, null);

        var means = CrossedMeans.Compute([WithoutImages(90, 92, 91), third])!;

        Assert.Equal((1, 0, false), (means.Seeds, means.Images, means.HasVariance));
        Assert.Equal(12, means.Combine([1, -1]).Value);
        Assert.Null(CrossedMeans.Compute([WithoutImages(90), new Cell()]));
    }

    [Fact]
    public void Compute_DifferentNumbersOfImages_UsesSeedsOnly() =>
        Assert.Equal(0, CrossedMeans.Compute([Cell("1110", "1100"), Cell("11", "10")])!.Images);

    [Fact]
    public void Differences_OnePairOfNetworks_IsMcNemarsExactTest()
    {
        // The networks differ on ten images, of which one network classifies nine correctly.
        var tuned = Cell(new string('1', 9) + "0" + new string('1', 90));
        var scratch = Cell(new string('0', 9) + "1" + new string('1', 90));

        var level = Assert.Single(LevelDifference.Compute([(0.5, tuned, scratch)]));

        Assert.Equal(22.0 / 1024, level.PValue!.Value, 10);
        Assert.Equal((1, 8.0), (level.Seeds, level.Difference));
    }

    [Fact]
    public void Differences_SeveralLevels_AreCorrectedByHolm()
    {
        (double, Cell, Cell) Level(double sparsity, params double[] differences) =>
            (
                sparsity,
                WithoutImages([.. differences.Select(difference => 90 + difference)]),
                WithoutImages([.. differences.Select(_ => 90.0)])
            );

        var levels = LevelDifference.Compute([
            Level(0, 1, 2, 1),
            Level(0.5, 10, 10.1, 9.9),
            Level(0.9, 0.5, -0.5, 1),
            (0.95, WithoutImages(90), WithoutImages(80)),
        ]);

        var p = levels.Select(level => level.PValue).ToList();
        Assert.Equal([p[0] * 2, p[1] * 3, p[2], null], levels.Select(level => level.Adjusted));
        Assert.True(p[1] < p[0] && p[0] < p[2]);
    }
}
