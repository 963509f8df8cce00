using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Training;

public sealed class TrainerTests
{
    private const int Seed = 2;
    private const int Classes = 4;

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.1, 1)]
    [InlineData(0.0, 3)]
    [InlineData(0.1, 8)]
    public void Run_SoftmaxRegression_TakesTheStepsThatPlainCodeTakes(double smoothing, int splits)
    {
        var set = Images.Noise(20, 4, Classes);
        var input = InputStatistics.Of(set);
        var settings = new TrainingSettings { Epochs = 3, Batch = 8, Lr = 0.5, LabelSmoothing = smoothing, WeightDecay = 0.01, Augment = [] };
        var model = new Softmax(4, Classes, input);
        using var network = new Network(model.Architecture);
        using var mask = new WeightMask(network.Flat.numel());
        using var batches = new BatchSource(set, input, settings, Seed, CPU);
        using var optimizer = Sweep.Worker.Training.Optimizers.Optimizers.Create(settings, network);
        using var trainer = new Trainer(network, mask, batches, optimizer, settings, Seed, TimeProvider.System, splits);
        var losses = new List<double>();

        trainer.Run([Every.Epoch(t => losses.Add(t.MeanLoss())), Every.Epoch(t => t.ClearLoss())]);

        var (expected, expectedLosses) = Train(model, set, settings);
        Assert.Equal(6, trainer.Step);
        Assert.All(expected.Zip(network.Flat.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(expectedLosses.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Run_BatchInParts_LearnsWhatTheWholeBatchTeaches()
    {
        var (whole, wholeLoss) = TrainVgg(splits: 1);
        var (parts, partsLoss) = TrainVgg(splits: 3);

        Assert.Equal(wholeLoss, partsLoss, 1e-5);
        Assert.All(whole.Zip(parts), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Contains(whole.Zip(parts), pair => BitConverter.SingleToInt32Bits(pair.First) != BitConverter.SingleToInt32Bits(pair.Second));
    }

    /// <summary>A network with dropout, whose numbers must not depend on the parts, and without norms, which see them. Two steps.</summary>
    private static (float[] Weights, double Loss) TrainVgg(int splits)
    {
        var set = Images.Noise(20, 32, Classes);
        var settings = new TrainingSettings { Epochs = 1, Batch = 10, Lr = 0.1 };
        var model = new ModelSettings { Architecture = "vgg16", Width = 0.125, BatchNorm = false, Head = Head.ImageNet };
        using var network = new Network(ArchitectureCatalogue.Create(model, 32, Classes));
        network.Initialise(Seed);
        using var mask = new WeightMask(network.Flat.numel());
        using var batches = new BatchSource(set, InputStatistics.Of(set), settings, Seed, CPU);
        using var optimizer = Sweep.Worker.Training.Optimizers.Optimizers.Create(settings, network);
        using var trainer = new Trainer(network, mask, batches, optimizer, settings, Seed, TimeProvider.System, splits);
        trainer.Run([]);
        Assert.Equal(splits, trainer.Parts);
        return (network.Flat.data<float>().ToArray(), trainer.MeanLoss());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_ManySteps_LeavesNoTensorsBehind(int splits)
    {
        var set = Images.Noise(64, 8, Classes);
        var settings = new TrainingSettings { Epochs = 20, Batch = 8 };
        var model = new Softmax(8, Classes, InputStatistics.Of(set));
        using var network = new Network(model.Architecture);
        using var mask = new WeightMask(network.Flat.numel());
        using var batches = new BatchSource(set, InputStatistics.Of(set), settings, Seed, CPU);
        using var optimizer = Sweep.Worker.Training.Optimizers.Optimizers.Create(settings, network);
        using var trainer = new Trainer(network, mask, batches, optimizer, settings, Seed, TimeProvider.System, splits);
        using var scope = NewDisposeScope();
        var counts = new List<int>();

        trainer.Run([_ => counts.Add(scope.DisposablesCount)]);

        Assert.Equal(160, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    /// <summary>SGD with Nesterov momentum in doubles, over the documented order of images.</summary>
    private static (double[] Weights, List<double> Losses) Train(Softmax model, Sweep.Worker.Data.ImageSet set, TrainingSettings settings)
    {
        var weights = new double[Classes * 4];
        var velocity = new double[weights.Length];
        var losses = new List<double>();
        for (var step = 0; step < 6; step++)
        {
            var order = CounterRandom.For(Seed, RandomPurpose.Order, step / 2).Permutation(set.Count);
            var (gradient, loss) = model.Gradient(weights, set, order[(step % 2 * 8)..((step % 2 * 8) + 8)], settings.LabelSmoothing);
            losses.Add(loss);
            var rate = LearningRate.At(step, 6, settings);
            for (var i = 0; i < weights.Length; i++)
            {
                var d = gradient[i] + (i < Classes * 3 ? settings.WeightDecay * weights[i] : 0);
                velocity[i] = (settings.Momentum * velocity[i]) + d;
                weights[i] -= rate * (d + (settings.Momentum * velocity[i]));
            }
        }

        return (weights, [.. losses.Chunk(2).Select(epoch => epoch.Average())]);
    }
}
