using Sweep.Contracts.Stages;

namespace Sweep.Worker.Pruning;

/// <summary>
/// Tells when a prune stage removes weights, and up to which sparsity, as a pure function of the step. One-shot and iterative pruning
/// remove everything before the first step, since a level of an iterative sweep is a stage of its own. Gradual pruning removes weights
/// little by little during the first three quarters of the steps, so that the last quarter trains the final network.
/// </summary>
/// <param name="Schedule">The schedule of the pruning block.</param>
/// <param name="Steps">Training steps of the stage; zero means removal without training.</param>
public readonly record struct SparsitySchedule(PruningSchedule Schedule, long Steps)
{
    /// <summary>
    /// The approximate number of removals of the gradual schedule. It is small because each removal ranks all weights on the CPU.
    /// </summary>
    private const int Removals = 32;

    /// <summary>The step before which the last weights are removed.</summary>
    public long LastRemoval => Schedule == PruningSchedule.Gradual ? Steps * 3 / 4 : 0;

    /// <summary>True when weights are removed before step <paramref name="step"/> (from 0).</summary>
    public bool RemovesBefore(long step) => step == LastRemoval || (step < LastRemoval && step % Math.Max(1, LastRemoval / Removals) == 0);

    /// <summary>
    /// The sparsity before a step. It rises from <paramref name="start"/> to <paramref name="end"/>, which is reached exactly.
    /// </summary>
    public double At(long step, double start, double end) => step >= LastRemoval ? end : Agp((double)step / LastRemoval, start, end);

    /// <summary>
    /// The cubic curve of automated gradual pruning (Zhu and Gupta 2017). It removes most at first, when many weights are redundant.
    /// </summary>
    /// <param name="position">Position in the removal phase, 0…1.</param>
    /// <param name="start">Sparsity at position 0.</param>
    /// <param name="end">Sparsity at position 1.</param>
    public static double Agp(double position, double start, double end) => end + ((start - end) * Math.Pow(1 - position, 3));
}
