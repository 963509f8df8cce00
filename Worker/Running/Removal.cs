using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>Removes weights of a network during training, as the schedule requires.</summary>
/// <param name="pruner">Decides which weights are removed.</param>
/// <param name="schedule">Decides when weights are removed, and how many.</param>
/// <param name="sparsity">The sparsity at the end, 0…1.</param>
/// <param name="mask">The network's mask.</param>
/// <param name="optimizer">The optimizer, whose state is cleared for removed weights.</param>
public sealed class Removal(
    IPruner pruner,
    SparsitySchedule schedule,
    double sparsity,
    Network network,
    WeightMask mask,
    IOptimizer optimizer
)
{
    /// <summary>Warnings of the last removal.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Removes what is due. Call it before every step, and once when there are no steps.</summary>
    /// <param name="step">The step that comes next, from 0.</param>
    public void BeforeStep(long step)
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
