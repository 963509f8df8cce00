using Sweep.Contracts.Stages;
using Sweep.Worker.Models;

namespace Sweep.Worker.Training.Optimizers;

/// <summary>Creates the optimizer that a stage's settings request. Biases and norms are not decayed.</summary>
public static class Optimizers
{
    public static IOptimizer Create(TrainingSettings settings, Network network) =>
        settings.Optimizer switch
        {
            Optimizer.Sgd => new Sgd(network.Flat, network.PrunableCount, settings.Momentum, settings.WeightDecay),
            Optimizer.AdamW => new AdamW(network.Flat, network.PrunableCount, settings.WeightDecay),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Optimizer, null),
        };
}
