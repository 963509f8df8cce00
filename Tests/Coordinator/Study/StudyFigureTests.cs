using Sweep.Coordinator.Study;

namespace Sweep.Tests.Coordinator.Study;

public class StudyFigureTests
{
    private static BestSparsity FineTuned(MakeTrials trials, double tolerance = 1) =>
        Assert.Single(StudyFigure.Of(trials.Build(), tolerance)).FineTuned!;

    [Fact]
    public void Of_CurveThatFalls_IsTheLastLevelWithinTheTolerance()
    {
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 90, 92).At(0.5, 91, 91).At(0.8, 90, 90.4).At(0.9, 85, 86));

        Assert.Equal((0.8, BestSparsityBound.Exact, 2), (best.Sparsity, best.Bound, best.Seeds));
        // Two seeds with drops of 0 and 1.6 points.
        Assert.Equal("decided by 0.2 points at 80%, where the drop is 0.8 ± 10.16", best.Note);
        Assert.Equal((91, 90.2), (best.DenseTop1, best.Top1));
        Assert.Equal(5, best.Compression!.Value, 4);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(0.9, 0.0)]
    public void Of_DropEqualToTheTolerance_KeepsTheAccuracy(double tolerance, double expected)
    {
        // In binary, 90.3 − 89.3 is slightly above 1.
        Assert.Equal(expected, FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 90.3).At(0.5, 89.3).At(0.8, 10), tolerance).Sparsity);
    }

    [Fact]
    public void Of_DenseNetworkAtChance_HasNoAccuracyToKeep()
    {
        // A test set of two classes.
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 50, 54).At(0.5, 50, 52));

        Assert.Equal((null, BestSparsityBound.NotAvailable), (best.Sparsity, best.Bound));
        Assert.Contains("no better than guessing", best.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SomeSeedsAtChance_CountsThem()
    {
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 50, 90).At(0.5, 50, 90).At(0.9, 20, 20));

        Assert.Equal((0.5, BestSparsityBound.Exact), (best.Sparsity, best.Bound));
        Assert.EndsWith("; 1 of 2 dense networks does no better than guessing", best.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_CurveThatRecovers_StopsAtTheFirstFallWithANote()
    {
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 90).At(0.5, 90).At(0.7, 80).At(0.8, 90).At(0.9, 10));

        Assert.Equal((0.5, BestSparsityBound.Exact), (best.Sparsity, best.Bound));
        Assert.Equal("80% would keep it too, but not every level below", best.Note);
    }

    [Fact]
    public void Of_EveryLevelKeeps_IsALowerBound()
    {
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0.9, 90).At(0, 90).At(0.5, 91));

        Assert.Equal(
            (0.9, BestSparsityBound.AtLeast, "every level of the grid keeps the accuracy"),
            (best.Sparsity, best.Bound, best.Note)
        );
    }

    [Fact]
    public void Of_NoLevelKeeps_IsZero()
    {
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 90).At(0.5, 80));

        Assert.Equal((0, BestSparsityBound.Exact, 1.0), (best.Sparsity, best.Bound, best.Compression));
    }

    [Fact]
    public void Of_LevelWithoutResults_EndsTheSearchAsALowerBound()
    {
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 90).At(0.5, 90).Failed(0.7, 1).At(0.8, 90));

        Assert.Equal((0.5, BestSparsityBound.AtLeast), (best.Sparsity, best.Bound));
        Assert.Equal("70% is not measured (1 failed); 80% would keep it too, but not every level below", best.Note);
    }

    [Fact]
    public void Of_FailedSeed_ComparesTheCommonSeeds()
    {
        // Over all seeds, the level would seem 2.5 points below the dense network; seed by seed it is 0.5 points below.
        var best = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0, 90, 94).Completed(0.5, 1, 89.5).Failed(0.5, 2).At(0.8, 50, 50));

        Assert.Equal((0.5, 1, "over 1 of 2 seeds"), (best.Sparsity, best.Seeds, best.Note));
        Assert.Equal((92, 89.5), (best.DenseTop1, best.Top1));
    }

    [Fact]
    public void Of_NoDenseResult_IsNotAvailable()
    {
        var failed = FineTuned(MakeTrials.Of("cifar10", "vgg16").Failed(0, 1).Pending(0, 2).At(0.5, 90));
        Assert.Equal((null, BestSparsityBound.NotAvailable), (failed.Sparsity, failed.Bound));
        Assert.Equal("the dense network is not measured (1 failed, 1 pending)", failed.Note);

        var missing = FineTuned(MakeTrials.Of("cifar10", "vgg16").At(0.5, 90));
        Assert.Equal("the grid has no sparsity 0 to compare with", missing.Note);
    }

    [Fact]
    public void Of_BothModes_ComparesEachWithItsOwnDenseNetwork()
    {
        var row = Assert.Single(
            StudyFigure.Of(
                MakeTrials
                    .Of("cifar10", "vgg16")
                    .At(0, 94)
                    .At(0.5, 94)
                    .At(0.8, 93.5)
                    .At(0.9, 90)
                    .Mode("from-scratch")
                    .At(0, 85)
                    .At(0.5, 84.5)
                    .At(0.8, 80)
                    .At(0.9, 70)
                    .Build()
            )
        );

        Assert.Equal((0.8, 0.5), (row.FineTuned!.Sparsity, row.FromScratch!.Sparsity));
        Assert.Equal(0.3, row.Gain!.Value, 12);
        Assert.Equal(BestSparsityBound.Exact, row.GainBound);
    }

    [Fact]
    public void Gain_WithLowerBounds_IsABoundItself()
    {
        var open = MakeTrials.Of("cifar10", "vgg16").At(0, 90).At(0.5, 90).Mode("from-scratch").At(0, 90).At(0.5, 80);
        Assert.Equal((0.5, BestSparsityBound.AtLeast), (StudyFigure.Of(open.Build())[0].Gain, StudyFigure.Of(open.Build())[0].GainBound));

        var reversed = MakeTrials.Of("cifar10", "vgg16").At(0, 90).At(0.5, 80).Mode("from-scratch").At(0, 90).At(0.5, 90);
        Assert.Equal(
            (-0.5, BestSparsityBound.AtMost),
            (StudyFigure.Of(reversed.Build())[0].Gain, StudyFigure.Of(reversed.Build())[0].GainBound)
        );

        var both = MakeTrials.Of("cifar10", "vgg16").At(0, 90).At(0.5, 90).Mode("from-scratch").At(0, 90).At(0.5, 90);
        Assert.Null(StudyFigure.Of(both.Build())[0].Gain);

        var alone = MakeTrials.Of("cifar10", "vgg16").At(0, 90).At(0.5, 80);
        Assert.Null(StudyFigure.Of(alone.Build())[0].Gain);
    }

    [Fact]
    public void Of_FurtherAxes_HaveTheirOwnRows()
    {
        var rows = StudyFigure.Of(
            MakeTrials
                .Of("cifar10", "vgg16")
                .Axis("width", "1")
                .At(0, 90)
                .At(0.5, 90)
                .At(0.8, 0)
                .Axis("width", "0.25")
                .At(0, 80)
                .At(0.5, 70)
                .Build()
        );

        Assert.Equal([("1", 0.5), ("0.25", 0.0)], rows.Select(row => (row.Axes["width"], row.FineTuned!.Sparsity!.Value)));
    }
}
