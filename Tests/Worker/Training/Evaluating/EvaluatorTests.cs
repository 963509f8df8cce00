using Sweep.Worker.Models;
using Sweep.Worker.Randomness;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Evaluating;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Training.Evaluating;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class EvaluatorTests
{
    [Theory]
    [InlineData(7, 3, 1)]
    [InlineData(7, 3, 100)]
    [InlineData(1100, 8, 1)]
    [InlineData(1100, 8, 4)]
    public void Evaluate_WholeSet_EqualsCountingImageByImage(int images, int classes, int splits)
    {
        var set = Images.Noise(images, 32, classes);
        var input = InputStatistics.Of(set);
        var model = new Softmax(32, classes, input);
        using var network = new Network(model.Architecture, device: TestDevice.Device);
        var weights = Enumerable.Range(0, classes * 4).Select(i => (float)new CounterRandom(1, 1).Normal((ulong)i)).ToArray();
        using var values = tensor(weights);
        network.Flat.copy_(values);
        using var evaluator = new Evaluator(set, input, classes, TestDevice.Device, splits);

        var evaluation = evaluator.Evaluate(network, TestContext.Current.CancellationToken);

        var doubles = Array.ConvertAll(weights, weight => (double)weight);
        var ranks = new int[images];
        double loss = 0;
        for (var i = 0; i < images; i++)
        {
            var logits = model.Logits(doubles, model.Features(set, i));
            ranks[i] = logits.Count(logit => logit > logits[set.Labels[i]]);
            loss -= Math.Log(Softmax.Probabilities(logits)[set.Labels[i]]) / images;
        }

        Assert.Equal(100.0 * ranks.Count(rank => rank == 0) / images, evaluation.Top1, 9);
        Assert.Equal(100.0 * ranks.Count(rank => rank < 5) / images, evaluation.Top5, 9);
        Assert.Equal(loss, evaluation.Loss, 1e-5);
        for (var label = 0; label < classes; label++)
        {
            var own = Enumerable.Range(0, images).Where(i => set.Labels[i] == label).ToList();
            Assert.Equal(100.0 * own.Count(i => ranks[i] == 0) / own.Count, evaluation.PerClass[label], 9);
        }
    }
}
