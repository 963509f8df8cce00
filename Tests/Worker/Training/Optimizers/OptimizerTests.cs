using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Training.Optimizers;

public sealed class OptimizerTests
{
    // torch 1.13, three steps at rates 0.1, 0.05 and 0.2 from these weights with the gradients of Run; two groups, of which the
    // first has weight decay 0.01.
    private static readonly float[] Weights = [1, -2, 3, 0.5f, 0.25f, -1];

    [Fact]
    public void Step_Sgd_EqualsPyTorch()
    {
        using var weights = tensor(Weights);
        using var optimizer = new Sgd(weights, decayed: 4, momentum: 0.9, decay: 0.01);

        AssertClose([-0.0242230408f, -1.47271478f, 0.941438377f, -3.56148672f, 0.253700018f, -1.00046253f], Run(optimizer, weights));
    }

    [Fact]
    public void Step_AdamW_EqualsPyTorch()
    {
        using var weights = tensor(Weights);
        using var optimizer = new AdamW(weights, decayed: 4, decay: 0.01);

        AssertClose([0.656990647f, -1.65349412f, 2.64999747f, 0.158738822f, 0.133670643f, -0.883670628f], Run(optimizer, weights));
    }

    private static float[] Run(IOptimizer optimizer, Tensor weights)
    {
        double[] rates = [0.1, 0.05, 0.2];
        for (var step = 0; step < rates.Length; step++)
        {
            float[] first = [0.5f, -0.25f, 1, 2], second = [-1, 0.125f];
            using var gradient = tensor([.. first.Select(g => g * (step + 1)), .. second.Select(g => g * (step - 1))]);
            optimizer.Step(weights, gradient, rates[step], step);
        }

        return weights.data<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
}
