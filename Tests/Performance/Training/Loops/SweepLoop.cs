using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using Sweep.Worker.Native;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Performance.Training.Loops;

/// <summary>The product's trainer over random images.</summary>
internal sealed class SweepLoop : ITrainingLoop
{
    private static readonly TrainingSettings _settings = new() { Epochs = 1_000, Batch = TrainingCase.Batch };

    private readonly Architecture _architecture;
    private readonly Network _network;

    public SweepLoop(TrainingCase training)
    {
        NativeRuntime.UseThreads(training.Threads);
        _architecture = training.Architecture;
        _network = new Network(_architecture);
    }

    public FirstStep TakeFirstStep(float[] numbers) => FirstStepOf(_network, numbers);

    /// <summary>See <see cref="ITrainingLoop.TakeFirstStep"/>; on whatever device the network is.</summary>
    public static FirstStep FirstStepOf(Network network, float[] numbers)
    {
        using var scope = NewDisposeScope();
        using var all = tensor(numbers);
        var next = 0L;
        foreach (var parameter in network.Architecture.Layers.SelectMany(layer => layer.Parameters))
        {
            network.State[parameter.Name].copy_(all.narrow(0, next, parameter.Count).view([.. parameter.Shape]));
            next += parameter.Count;
        }

        var (images, labels) = LoopImages.Batch(all, next);
        var loss = nn.functional.cross_entropy(
            network.Forward(images.to(network.Device).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), training: true),
            labels.to(network.Device)
        );
        var gradient = network.Gradient(loss);
        return new FirstStep(loss.item<float>(), gradient.norm().item<float>(), network.Parameters.Sum(parameter => parameter.Count));
    }

    public void Train(Rounds rounds)
    {
        var (pixels, labels) = LoopImages.Draw(_architecture);
        var images = new ImageSet(pixels, labels, _architecture.Image);
        using var mask = new WeightMask(_network.Flat.numel());
        using var optimizer = Optimizers.Create(_settings, _network);
        using var batches = new BatchSource(images, InputStatistics.Of(images), _settings, seed: 1, CPU);
        using var trainer = new Trainer(_network, mask, batches, optimizer, _settings, seed: 1, TimeProvider.System);
        if (!rounds.Begin())
        {
            return;
        }

        try
        {
            trainer.Run([
                _ =>
                {
                    if (!rounds.AfterStep())
                    {
                        throw new OperationCanceledException();
                    }
                },
            ]);
        }
        catch (OperationCanceledException)
        {
            // No further round is wanted.
        }
    }

    public void Dispose() => _network.Dispose();
}
