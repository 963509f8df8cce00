using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>Removes weights of a network when the schedule says so.</summary>
/// <param name="pruner">Which.</param>
/// <param name="schedule">When, and how many.</param>
/// <param name="sparsity">At the end, 0…1.</param>
/// <param name="mask">Of the network.</param>
/// <param name="optimizer">Forgets what it knows of removed weights.</param>
public sealed class Removal(
    IPruner pruner,
    SparsitySchedule schedule,
    double sparsity,
    Network network,
    WeightMask mask,
    IOptimizer optimizer
)
{
    /// <summary>The last removal's.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>To be called before every step, and once when there are none.</summary>
    /// <param name="step">From 0.</param>
    public void Before(long step)
    {
        if (!schedule.RemovesBefore(step))
        {
            return;
        }

        using var scope = NewDisposeScope();
        var kept = mask.Kept.ToArray();
        Warnings = pruner.Prune(network.Flat.cpu().data<float>().ToArray(), kept, schedule.At(step, 0, sparsity));
        mask.Set(kept, optimizer.State.Values.Prepend(network.Flat));
    }
}
