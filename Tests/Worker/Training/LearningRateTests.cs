using Sweep.Contracts.Stages;
using Sweep.Worker.Training;

namespace Sweep.Tests.Worker.Training;

public sealed class LearningRateTests
{
    // torch 1.13: OneCycleLR(SGD, max_lr=0.4, total_steps=n).
    [Theory]
    [InlineData(20, new[] { 0.016, 0.05266873708, 0.14866873708, 0.26733126292, 0.36333126292, 0.4, 0.394985602494, 0.380193852805, 0.356366471028, 0.32469826158, 0.286777200717, 0.244504808775, 0.2000008, 0.155496791225, 0.113224399283, 0.0753033384201, 0.0436351289716, 0.0198077471946, 0.00501599750597, 1.6e-06 })]
    [InlineData(7, new[] { 0.016, 0.392222650934, 0.367617750508, 0.269073534592, 0.143095510296, 0.0397187167573, 1.6e-06 })]
    [InlineData(3, new[] { 0.39776617418, 0.185054841067, 1.6e-06 })]
    [InlineData(1, new[] { 0.4 })]
    public void At_OneCycle_EqualsPyTorch(int steps, double[] expected) =>
        AssertRates(expected, steps, new TrainingSettings { Schedule = LearningRateSchedule.OneCycle, Lr = 0.4 });

    // torch 1.13: CosineAnnealingLR(SGD(lr=0.4), T_max=8).
    [Fact]
    public void At_Cosine_EqualsPyTorch() => AssertRates(
        [0.4, 0.384775906502, 0.341421356237, 0.276536686473, 0.2, 0.123463313527, 0.0585786437627, 0.0152240934977],
        8,
        new TrainingSettings { Schedule = LearningRateSchedule.Cosine, Lr = 0.4 });

    [Fact]
    public void At_Step_FallsByTheFactorAtEachPosition() => AssertRates(
        [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01],
        8,
        new TrainingSettings { Schedule = LearningRateSchedule.Step, Lr = 1, StepAt = [0.5, 0.75], StepFactor = 0.1 });

    [Fact]
    public void At_Constant_NeverChanges() =>
        AssertRates([0.3, 0.3, 0.3], 3, new TrainingSettings { Schedule = LearningRateSchedule.Constant, Lr = 0.3 });

    private static void AssertRates(double[] expected, int steps, TrainingSettings settings)
    {
        var actual = Enumerable.Range(0, steps).Select(step => LearningRate.At(step, steps, settings)).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }
}
