using Sweep.Contracts.Stages;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Randomness;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Training;

/// <summary>
/// The training loop. A step is a function of its number, the seed and the weights. Everything else (evaluation, pruning, checkpoints,
/// reports) is a callback, called between steps.
/// </summary>
/// <param name="splits">
/// The number of parts in which each batch is processed when memory is short. Their gradients add up to the whole batch's gradient, but
/// norms use the statistics of each part. 1 does not split batches.
/// </param>
public sealed class Trainer(
    Network network,
    WeightMask mask,
    BatchSource batches,
    IOptimizer optimizer,
    TrainingSettings settings,
    int seed,
    TimeProvider time,
    int splits = 1
) : IDisposable
{
    private readonly IReadOnlyList<BatchPart> _parts = BatchPart.Split(batches.ImagesPerStep, splits, network.Architecture);

    /// <summary>Sum of the losses of the epoch's steps so far, fp32 [1]. It stays on the device and is read once per epoch.</summary>
    public Tensor LossSum { get; } = zeros(1, ScalarType.Float32, network.Device).DetachFromDisposeScope();

    public IOptimizer Optimizer => optimizer;

    /// <summary>Number of steps done, including those before a resume.</summary>
    public long Step { get; set; }

    /// <summary>Number of steps of the whole run.</summary>
    public long Steps { get; } = (long)settings.Epochs * batches.StepsPerEpoch;

    /// <summary>Number of parts in which each batch is processed.</summary>
    public int Parts => _parts.Count;

    public int StepsPerEpoch => batches.StepsPerEpoch;

    /// <summary>Number of epochs done.</summary>
    public int Epoch => (int)(Step / StepsPerEpoch);

    public bool IsEpochEnd => Step > 0 && Step % StepsPerEpoch == 0;

    public long ImagesSeen => Step * batches.ImagesPerStep;

    /// <summary>Time spent in steps, without callbacks.</summary>
    public TimeSpan TimeSpent { get; set; }

    public double RateOfLastStep => LearningRate.At(Math.Max(0, Step - 1), Steps, settings);

    /// <summary>Takes the remaining steps.</summary>
    public void Run(IReadOnlyList<Action<Trainer>> callbacks)
    {
        while (Step < Steps)
        {
            var start = time.GetTimestamp();
            TakeStep();
            Step++;
            TimeSpent += time.GetElapsedTime(start);
            foreach (var callback in callbacks)
            {
                callback(this);
            }
        }
    }

    private void TakeStep()
    {
        using var scope = NewDisposeScope();
        var gradient = Gradient(_parts[0]);
        foreach (var part in _parts.Skip(1))
        {
            using var more = Gradient(part);
            gradient.add_(more);
        }

        mask.Apply(gradient);
        optimizer.Step(network.Flat, gradient, LearningRate.At(Step, Steps, settings), Step);
    }

    /// <summary>
    /// Computes a part's share of the gradient of the batch's mean loss, and adds its share of the loss to <see cref="LossSum"/>.
    /// </summary>
    private Tensor Gradient(BatchPart part)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = batches.At(Step, part);
        var logits = network.Forward(images, training: true, CounterRandom.For(seed, RandomPurpose.Dropout, (int)Step), part.First);
        var loss = F.cross_entropy(logits, labels, label_smoothing: settings.LabelSmoothing);
        if (_parts.Count > 1)
        {
            loss = loss.mul((double)part.Count / batches.ImagesPerStep);
        }

        var gradient = network.Gradient(loss);
        LossSum.add_(loss.detach());
        return gradient.MoveToOuterDisposeScope();
    }

    /// <summary>Mean loss of the epoch that has just ended. It waits for the device.</summary>
    public double MeanLoss()
    {
        using var scope = NewDisposeScope();
        var start = time.GetTimestamp();
        var mean = LossSum.cpu().item<float>() / StepsPerEpoch;
        TimeSpent += time.GetElapsedTime(start);
        return mean;
    }

    /// <summary>Call it at the end of an epoch, when its loss is no longer needed.</summary>
    public void ClearLoss() => LossSum.zero_();

    public void Dispose() => LossSum.Dispose();
}
