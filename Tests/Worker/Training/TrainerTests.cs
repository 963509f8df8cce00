using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Batches;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Training;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class TrainerTests
{
    private const int Seed = 2;
    private const int Classes = 4;

    public static TheoryData<int> Trainings => [.. Enumerable.Range(0, TrainingReference.All.Trainings.Count)];

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Run_SmallNetwork_EveryStepEqualsPyTorchs(int number)
    {
        var reference = TrainingReference.All.Trainings[number];
        var settings = reference.Settings;
        using var scope = NewDisposeScope();
        using var network = TrainingReference.Network();
        using var mask = new WeightMask(network.Flat.numel());
        using var batches = new BatchSource(
            TrainingReference.Set,
            TrainingReference.Input,
            settings,
            TrainingReference.Seed,
            TestDevice.Device
        );
        using var optimizer = Sweep.Worker.Training.Optimizers.Optimizers.Create(settings, network);
        using var trainer = new Trainer(
            network,
            mask,
            batches,
            optimizer,
            settings,
            TrainingReference.Seed,
            TimeProvider.System,
            reference.Splits
        );
        var (losses, weights) = (new List<double>(), new List<double[]>());

        trainer.Run([_ => losses.Add(trainer.LossSum.item<float>()), _ => weights.Add(Weights(network)), _ => trainer.ClearLoss()]);

        Assert.Equal(reference.Losses.Length, trainer.Step);
        AssertClose(reference.Losses, losses);
        Assert.All(reference.Weights.Zip(weights), pair => AssertClose(pair.First, pair.Second));
        AssertClose(reference.Statistics, network.Statistics.Numbers<float>().Select(value => (double)value));
    }

    [Fact]
    public void MeanLoss_AtAnEpochsEnd_IsThatOfItsSteps()
    {
        var reference = TrainingReference.All.Trainings[0];
        var settings = reference.Settings;
        using var network = TrainingReference.Network();
        using var mask = new WeightMask(network.Flat.numel());
        using var batches = new BatchSource(
            TrainingReference.Set,
            TrainingReference.Input,
            settings,
            TrainingReference.Seed,
            TestDevice.Device
        );
        using var optimizer = Sweep.Worker.Training.Optimizers.Optimizers.Create(settings, network);
        using var trainer = new Trainer(network, mask, batches, optimizer, settings, TrainingReference.Seed, TimeProvider.System);
        var losses = new List<double>();

        trainer.Run([Every.Epoch(t => losses.Add(t.MeanLoss())), Every.Epoch(t => t.ClearLoss())]);

        AssertClose(reference.Losses.Chunk(2).Select(steps => steps.Average()), losses);
    }

    [Fact]
    public void Run_BatchInParts_LearnsWhatTheWholeBatchTeaches()
    {
        var (whole, wholeLoss) = TrainVgg(splits: 1);
        var (parts, partsLoss) = TrainVgg(splits: 3);

        Assert.Equal(wholeLoss, partsLoss, 1e-5);
        Assert.Equal(whole.Length, parts.Length);

        // There are a million numbers, and an assertion for each would take long.
        Assert.InRange(whole.Zip(parts).Max(pair => MathF.Abs(pair.First - pair.Second)), float.Epsilon, 1e-4f);
    }

    /// <summary>
    /// Takes two steps with a network that has dropout, whose random numbers must not depend on the parts, and no norms, which do.
    /// </summary>
    private static (float[] Weights, double Loss) TrainVgg(int splits)
    {
        var set = Images.Noise(20, 32, Classes);
        var settings = new TrainingSettings
        {
            Epochs = 1,
            Batch = 10,
            Lr = 0.1,
        };
        var model = new ModelSettings
        {
            Architecture = "vgg16",
            Width = 0.125,
            BatchNorm = false,
            Head = Head.ImageNet,
        };
        using var network = new Network(ArchitectureCatalogue.Create(model, 32, Classes), device: TestDevice.Device);
        network.Initialise(Seed);
        using var mask = new WeightMask(network.Flat.numel());
        using var batches = new BatchSource(set, InputStatistics.Of(set), settings, Seed, TestDevice.Device);
        using var optimizer = Sweep.Worker.Training.Optimizers.Optimizers.Create(settings, network);
        using var trainer = new Trainer(network, mask, batches, optimizer, settings, Seed, TimeProvider.System, splits);
        trainer.Run([]);
        Assert.Equal(splits, trainer.Parts);
        return (network.Flat.Numbers<float>(), trainer.MeanLoss());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_ManySteps_LeavesNoTensorsBehind(int splits)
    {
        var set = Images.Noise(64, 8, Classes);
        var settings = new TrainingSettings { Epochs = 20, Batch = 8 };
        var model = new Softmax(8, Classes, InputStatistics.Of(set));
        using var network = new Network(model.Architecture, device: TestDevice.Device);
        using var mask = new WeightMask(network.Flat.numel());
        using var batches = new BatchSource(set, InputStatistics.Of(set), settings, Seed, TestDevice.Device);
        using var optimizer = Sweep.Worker.Training.Optimizers.Optimizers.Create(settings, network);
        using var trainer = new Trainer(network, mask, batches, optimizer, settings, Seed, TimeProvider.System, splits);
        using var scope = NewDisposeScope();
        var counts = new List<int>();

        trainer.Run([_ => counts.Add(scope.DisposablesCount)]);

        Assert.Equal(160, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    private static double[] Weights(Network network)
    {
        using var scope = NewDisposeScope();
        return [.. TrainingReference.Parameters.SelectMany(name => network.State[name].Numbers<float>().Select(value => (double)value))];
    }

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        Assert.Equal(expected.Count(), actual.Count());
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
