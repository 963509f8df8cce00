using Sweep.Contracts.Stages;

namespace Sweep.Tests.Contracts.Stages;

public class EvaluationRhythmTests
{
    /// <summary>
    /// A set with few training and many test images is evaluated rarely; CIFAR-10 in every epoch (10,000 / 3 is below a tenth of 50,000).
    /// </summary>
    [Theory]
    [InlineData(50_000, 10_000, 1, 30)]
    [InlineData(10_000, 10_000, 4, 8)]
    [InlineData(1_000, 10_000, 34, 1)]
    public void EpochsBetween_TrainAndTestImages_KeepsEvaluationNearATenth(int train, int test, int between, int of30)
    {
        Assert.Equal(between, EvaluationRhythm.EpochsBetween(train, test));
        Assert.Equal(of30, EvaluationRhythm.Count(30, train, test));
    }

    [Fact]
    public void Count_WithoutAnEpoch_IsTheOneAtTheEnd() => Assert.Equal(1, EvaluationRhythm.Count(0, 50_000, 10_000));
}
