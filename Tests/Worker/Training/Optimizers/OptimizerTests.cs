using Sweep.Contracts.Stages;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Training.Optimizers;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class OptimizerTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, TrainingReference.All.Optimizers.Count)];

    /// <summary>Takes three steps with given rates and gradients; the first four of the six weights are decayed.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_GivenGradients_EqualsPyTorch(int number)
    {
        var reference = TrainingReference.All.Optimizers[number];
        double[] rates = [0.1, 0.05, 0.2];
        using var weights = tensor(new float[] { 1, -2, 3, 0.5f, 0.25f, -1 }).to(TestDevice.Device);
        using IOptimizer optimizer =
            reference.Optimizer == Optimizer.AdamW
                ? new AdamW(weights, decayed: 4, reference.WeightDecay)
                : new Sgd(weights, decayed: 4, reference.Momentum, reference.WeightDecay);
        for (var step = 0; step < rates.Length; step++)
        {
            float[] first = [0.5f, -0.25f, 1, 2],
                second = [-1, 0.125f];
            using var gradient = tensor([.. first.Select(g => g * (step + 1)), .. second.Select(g => g * (step - 1))])
                .to(TestDevice.Device);
            optimizer.Step(weights, gradient, rates[step], step);

            Assert.All(reference.Weights[step].Zip(weights.Numbers<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }
}
