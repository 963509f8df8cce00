using Sweep.Contracts.Stages;
using Sweep.Worker.Training;

namespace Sweep.Tests.Worker.Training;

public sealed class LearningRateTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, TrainingReference.All.Rates.Count)];

    /// <summary>Compares one-cycle, cosine, step and constant with PyTorch's schedulers.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void At_EveryStep_EqualsPyTorch(int number)
    {
        var reference = TrainingReference.All.Rates[number];
        AssertRates(reference.Rates, reference.Steps, reference.Settings);
    }

    /// <summary>PyTorch would use the last rate here and learn nothing.</summary>
    [Fact]
    public void At_OneCycleOfOneStep_IsThePeak() =>
        AssertRates([0.4], 1, new TrainingSettings { Schedule = LearningRateSchedule.OneCycle, Lr = 0.4 });

    [Fact]
    public void At_Step_FallsByTheFactorAtEachPosition() =>
        AssertRates(
            [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01],
            8,
            new TrainingSettings
            {
                Schedule = LearningRateSchedule.Step,
                Lr = 1,
                StepAt = [0.5, 0.75],
                StepFactor = 0.1,
            }
        );

    private static void AssertRates(double[] expected, int steps, TrainingSettings settings)
    {
        var actual = Enumerable.Range(0, steps).Select(step => LearningRate.At(step, steps, settings)).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }
}
