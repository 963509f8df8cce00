namespace Sweep.Coordinator.Study.Inference;

/// <summary>How much further fine-tuned networks can be pruned: the difference between the two modes' break points.</summary>
/// <param name="Value">From −1 to 1. If one mode's break point lies beyond the grid, this is the least or the greatest possible
/// difference.</param>
/// <param name="Interval">Null when the uncertainty is unknown.</param>
/// <param name="SeedsNeeded">The approximate number of seeds per mode that would distinguish a difference of this size from zero; null when
/// it is distinguished already, or when more seeds alone would not do it.</param>
public sealed record Gain(double? Value, Interval? Interval, Verdict Verdict, int? SeedsNeeded = null)
{
    /// <summary>The largest number of seeds proposed.</summary>
    private const int MostSeeds = 100;

    /// <summary>
    /// Computes the interval of a difference from the intervals of its two terms (MOVER: Donner and Zou 2012), which are correlated as far
    /// as they share test images. Each term's arm is based on its own Student's t, the difference's on that of both terms' degrees of
    /// freedom (Welch 1947); otherwise the interval would be too long.
    /// </summary>
    /// <param name="confidence">The confidence of the break points' intervals and of the gain's.</param>
    internal static Gain Compute(
        DropCurve tunedCurve,
        BreakPoint tuned,
        DropCurve scratchCurve,
        BreakPoint scratch,
        double confidence = Estimate.Confidence
    )
    {
        if (tuned.IsBeyond && scratch.IsBeyond)
            return new Gain(null, null, Verdict.Unresolved);
        var value = tuned.Sparsity - scratch.Sparsity;
        if (tuned.Interval is not { } ofTuned || scratch.Interval is not { } ofScratch)
            return new Gain(value, null, Verdict.NoAnswer);
        var (atTuned, atScratch) = (tunedCurve.At(tuned.Sparsity), scratchCurve.At(scratch.Sparsity));
        var together = DropCurve.Correlation(tunedCurve, tuned.Sparsity, scratchCurve, scratch.Sparsity);
        // A network cannot be pruned beyond a sparsity of 1.
        var low = value - Arm(tuned.Sparsity - ofTuned.Low, (ofScratch.High ?? 1) - scratch.Sparsity);
        var high = value + Arm((ofTuned.High ?? 1) - tuned.Sparsity, scratch.Sparsity - ofScratch.Low);
        low = Math.Max(-1, scratch.IsBeyond ? Math.Min(low, ofTuned.Low - 1) : low);
        high = Math.Min(1, tuned.IsBeyond ? Math.Max(high, 1 - ofScratch.Low) : high);
        var verdict =
            low > 0 ? Verdict.Further
            : high < 0 ? Verdict.LessFar
            : Verdict.Unresolved;
        return new Gain(value, new Interval(low, high), verdict, verdict == Verdict.Unresolved ? Needed() : null);

        double Arm(double first, double second)
        {
            var (a, b) = (
                first / Estimate.Quantile(atTuned.DegreesOfFreedom, confidence),
                second / Estimate.Quantile(atScratch.DegreesOfFreedom, confidence)
            );
            var freedom =
                Square((a * a) + (b * b)) / ((Square(a * a) / atTuned.DegreesOfFreedom) + (Square(b * b) / atScratch.DegreesOfFreedom));
            return a == 0 && b == 0
                ? 0
                : Estimate.Quantile(freedom, confidence) * Math.Sqrt(Math.Max(0, (a * a) + (b * b) - (2 * together * a * b)));
        }

        int? Needed()
        {
            if (tuned.IsBeyond || scratch.IsBeyond || value == 0)
                return null;
            var share =
                ((atTuned.Variance * atTuned.SeedShare) + (atScratch.Variance * atScratch.SeedShare))
                / (atTuned.Variance + atScratch.Variance);
            var (seeds, arm) = (Math.Min(tuned.Seeds, scratch.Seeds), value > 0 ? value - low : high - value);
            // Half the width decreases with Student's t and, in the part due to seeds, with the square root of their number.
            return seeds < 2
                ? null
                : Enumerable
                    .Range(seeds + 1, MostSeeds - seeds)
                    .Cast<int?>()
                    .FirstOrDefault(more =>
                        arm
                            * Math.Sqrt((share * seeds / more!.Value) + 1 - share)
                            * Estimate.Quantile(more.Value - 1, confidence)
                            / Estimate.Quantile(seeds - 1, confidence)
                        < Math.Abs(value)
                    );
        }
    }

    private static double Square(double value) => value * value;
}
