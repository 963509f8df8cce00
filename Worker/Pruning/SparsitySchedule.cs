using Sweep.Contracts.Stages;

namespace Sweep.Worker.Pruning;

/// <summary>
/// When a prune stage removes weights, and up to which sparsity: a pure function of the step. One-shot and iterative remove
/// all before the first step, since a level of an iterative sweep is a stage of its own. Gradual removes little by little
/// during the first three quarters of the steps, so that the last quarter trains the network in its final shape.
/// </summary>
/// <param name="Schedule">The pruning block's.</param>
/// <param name="Steps">Training steps of the stage; zero means removal without training.</param>
public readonly record struct SparsitySchedule(PruningSchedule Schedule, long Steps)
{
    /// <summary>Removals of the gradual schedule, about: each ranks all weights on the CPU.</summary>
    private const int Removals = 32;

    /// <summary>The step before which the last weights are removed.</summary>
    public long LastRemoval => Schedule == PruningSchedule.Gradual ? Steps * 3 / 4 : 0;

    /// <summary>True when weights are removed before step <paramref name="step"/> (from 0).</summary>
    public bool RemovesBefore(long step) => step == LastRemoval || (step < LastRemoval && step % Math.Max(1, LastRemoval / Removals) == 0);

    /// <summary>Sparsity before step <paramref name="step"/>, from <paramref name="start"/> to <paramref name="end"/>, which is reached exactly.</summary>
    public double At(long step, double start, double end) => step >= LastRemoval ? end : Agp((double)step / LastRemoval, start, end);

    /// <summary>Automated gradual pruning, cubic (Zhu and Gupta 2017): fast at first, when there is most to spare.</summary>
    /// <param name="position">0…1.</param>
    /// <param name="start">Sparsity at position 0.</param>
    /// <param name="end">Sparsity at position 1.</param>
    public static double Agp(double position, double start, double end) => end + ((start - end) * Math.Pow(1 - position, 3));
}
