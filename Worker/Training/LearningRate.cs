using Sweep.Contracts.Stages;

namespace Sweep.Worker.Training;

/// <summary>Computes the learning rate as a pure function of the step, so that there is nothing to save or restore.</summary>
public static class LearningRate
{
    /// <summary>One-cycle: share of the run in which the rate rises to the peak.</summary>
    private const double WarmUp = 0.3;

    /// <summary>One-cycle: the peak divided by the first rate.</summary>
    private const double StartDivisor = 25;

    /// <summary>One-cycle: the first rate divided by the last rate.</summary>
    private const double EndDivisor = 1e4;

    /// <param name="step">The step, from 0.</param>
    /// <param name="steps">Number of steps of the whole run.</param>
    /// <param name="settings">The schedule; <see cref="TrainingSettings.Lr"/> is the peak.</param>
    public static double At(long step, long steps, TrainingSettings settings)
    {
        var peak = settings.Lr;
        return settings.Schedule switch
        {
            LearningRateSchedule.OneCycle => steps == 1 ? peak : OneCycle(step, steps, peak),
            LearningRateSchedule.Cosine => Anneal(peak, 0, (double)step / steps),
            LearningRateSchedule.Step => peak * Math.Pow(settings.StepFactor, settings.StepAt.Count(at => step >= at * steps)),
            LearningRateSchedule.Constant => peak,
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Schedule, null),
        };
    }

    /// <summary>
    /// The one-cycle schedule (Smith and Topin 2018) with the defaults of PyTorch's OneCycleLR: a cosine from lr/25 up to lr in 30 % of the
    /// steps, then a cosine down to lr/250,000 at the last step. Like PyTorch, it counts from −1 so that the peak falls on a step. A run of
    /// a single step uses the peak, where PyTorch would use the last rate and learn nothing.
    /// </summary>
    private static double OneCycle(long step, long steps, double peak)
    {
        var first = peak / StartDivisor;
        var last = first / EndDivisor;
        var top = (WarmUp * steps) - 1;
        return step <= top ? Anneal(first, peak, step / top) : Anneal(peak, last, (step - top) / (steps - 1 - top));
    }

    /// <summary>Half a cosine wave from one rate to another.</summary>
    /// <param name="position">0…1.</param>
    private static double Anneal(double from, double to, double position) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * position)));
}
