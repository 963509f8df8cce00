using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Inference;

namespace Sweep.Tests.Coordinator.Study.Inference;

/// <summary>The statement about the difference between the modes, based on seeds alone.</summary>
public sealed class GainTests
{
    private static readonly double[] _levels = [0, 0.5, 0.8, 0.9];

    private static StudyRow Row(double[][] tuned, double[][] scratch, double[]? levels = null)
    {
        var trials = MakeTrials.Of("cifar10", "vgg16");
        foreach (var (mode, top1) in new[] { ("fine-tuned", tuned), ("from-scratch", scratch) })
        {
            trials.Mode(mode);
            foreach (var (level, values) in (levels ?? _levels).Zip(top1))
                trials.At(level, values);
        }

        return Assert.Single(StudyFigure.Of(trials.Build(), 1));
    }

    /// <summary>Five seeds with equal drops, except for a hundredth of a point.</summary>
    private static double[][] Falls(params double[] means) =>
        [.. means.Select(mean => Enumerable.Range(-2, 5).Select(seed => mean + (seed * 0.01 * (mean % 7))).ToArray())];

    [Fact]
    public void Of_CurvesFarApart_IsFurther()
    {
        var row = Row(Falls(93, 93, 92.8, 89), Falls(92, 90, 80, 60));

        Assert.Equal(Verdict.Further, row.Verdict);
        // Half way from 0 to 50 %, where two points are lost; and between 80 and 90 %, where 0.2 and 4 points are lost.
        Assert.Equal(0.25, row.FromScratch!.BreakPoint!.Sparsity, 6);
        Assert.Equal(0.8 + (0.1 * 0.8 / 3.8), row.FineTuned!.BreakPoint!.Sparsity, 6);
        Assert.InRange(row.GainEstimate!.Interval!.Value.Low, 0.5, 0.571);
        Assert.InRange(row.GainEstimate.Interval.Value.High!.Value, 0.571, 0.65);
        Assert.StartsWith(
            "cifar10 vgg16: fine-tuned can be pruned further: +57.1 points of sparsity, 95 % interval +",
            row.Answer,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Of_CurvesSwapped_IsLessFar()
    {
        var row = Row(Falls(92, 90, 80, 60), Falls(93, 93, 92.8, 89));

        Assert.Equal((Verdict.LessFar, true), (row.Verdict, row.GainEstimate!.Interval!.Value.High < 0));
        Assert.Contains("can be pruned less far: −57.1 points", row.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SeedsThatDisagree_IsUnresolvedAndNamesTheSeedsNeeded()
    {
        var row = Row(
            [
                [93, 93, 93],
                [92, 93.2, 92.4],
                [90, 93, 91],
                [80, 88, 84],
            ],
            [
                [92, 92, 92],
                [91.5, 90, 92],
                [88, 91, 90],
                [70, 80, 76],
            ]
        );

        Assert.Equal(Verdict.Unresolved, row.Verdict);
        Assert.InRange(row.GainEstimate!.SeedsNeeded!.Value, 4, 100);
        Assert.Contains("not resolved with 3 seeds: +", row.Answer, StringComparison.Ordinal);
        Assert.Contains($"would take about {row.GainEstimate.SeedsNeeded} seeds", row.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_EveryLevelKeeps_AsksForHigherLevels()
    {
        var row = Row(Falls(93, 93, 92.9, 92.8), Falls(92, 92, 91.9, 91.8));

        Assert.Equal((Verdict.Unresolved, null), (row.Verdict, row.GainEstimate!.Value));
        Assert.Equal("cifar10 vgg16: not resolved: every level keeps the accuracy in both modes; add levels above 90 %", row.Answer);
    }

    [Fact]
    public void Of_FineTunedKeepsThroughout_IsAtLeast()
    {
        var row = Row(Falls(93, 93, 92.9, 92.8), Falls(92, 90, 80, 60));

        Assert.Equal(Verdict.Further, row.Verdict);
        // From-scratch networks keep the accuracy up to about 25 %, and sparsity cannot exceed 1.
        Assert.InRange(row.GainEstimate!.Interval!.Value.High!.Value, 0.75, 0.8);
        Assert.Contains("further: at least +65 points of sparsity, 95 % interval +", row.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FromScratchKeepsThroughout_IsAtMost()
    {
        var row = Row(Falls(92, 90, 80, 60), Falls(93, 93, 92.9, 92.8));

        Assert.Equal(Verdict.LessFar, row.Verdict);
        Assert.Contains("less far: at most −65 points", row.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneSeedWithoutImages_GivesNoAnswer()
    {
        var row = Row(
            [
                [93],
                [93],
                [92],
                [80],
            ],
            [
                [92],
                [90],
                [80],
                [60],
            ]
        );

        Assert.Equal((Verdict.NoAnswer, null), (row.Verdict, row.GainEstimate!.Interval));
        Assert.Contains("no answer: one seed", row.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SeveralComparisons_AreCounted()
    {
        var (further, open, unmeasured) = (
            Row(Falls(93, 93, 92.8, 89), Falls(92, 90, 80, 60)),
            Row(Falls(93, 93), Falls(92, 92), [0, 0.5]),
            Row(
                Falls(93, 93),
                [
                    [50, 50],
                    [50, 50],
                ],
                [0, 0.5]
            )
        );

        Assert.Equal(
            "Fine-tuned networks can be pruned further in 2 of 4 comparisons; not resolved in 1, without an answer in 1.",
            StudyAnswer.Of([further, further, open, unmeasured])
        );
        Assert.Equal(
            "Whether fine-tuned networks can be pruned further is not resolved in 2 of 2 comparisons.",
            StudyAnswer.Of([open, open])
        );
        Assert.Contains(
            "no answer: from scratch: the dense network does no better than guessing",
            StudyAnswer.Of(unmeasured),
            StringComparison.Ordinal
        );
        Assert.Equal(further.Answer + ".", StudyAnswer.Of([further]));
    }

    [Fact]
    public void Interval_OfTheFigure_IsMadeOfLevels()
    {
        var row = Row(
            [
                [93, 93, 93],
                [92.3, 93.2, 92.4],
                [90, 93, 91],
                [80, 81, 82],
            ],
            Falls(92, 91.9, 91.8, 60)
        );

        // At 50 % the worst end of the interval is too low, and at 80 % the best end is not.
        Assert.Equal(new Interval(0, 0.8), row.FineTuned!.Interval);
        Assert.Equal(new Interval(0.8, 0.8), row.FromScratch!.Interval);
        Assert.StartsWith("decided by ", row.FineTuned.Note, StringComparison.Ordinal);
        Assert.Null(row.FromScratch.Note);
    }
}
