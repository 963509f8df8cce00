using Sweep.Contracts.Spec;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Search;

/// <summary>Whether more seeds are wanted to tell two modes apart.</summary>
internal sealed class SeedRule(SeedSearch seeds, double tolerance)
{
    /// <summary>
    /// Who looks after every seed, and stops at the first interval of 95 % that leaves out zero, is wrong more often than one time in twenty. So what is left
    /// of certainty is shared among all looks that there can be (Bonferroni).
    /// </summary>
    private double Confidence => 1 - ((1 - Estimate.Confidence) / (seeds.Most - seeds.Least + 1));

    /// <summary>False when the modes are told apart, or when no number of seeds would tell them.</summary>
    /// <param name="curves">Of one place, all of whose chosen trials have settled.</param>
    public bool WantsMore(IReadOnlyList<TriedCurve> curves, int tried)
    {
        if (
            tried >= seeds.Most
            || Find(curves, StudyFigure.FineTuned) is not { } tuned
            || Find(curves, StudyFigure.FromScratch) is not { } scratch
        )
        {
            return false;
        }

        var (far, near) = (
            tuned.Drops.FindBreakPoint(tolerance + StudyFigure.Rounding, Confidence),
            scratch.Drops.FindBreakPoint(tolerance + StudyFigure.Rounding, Confidence)
        );
        return !(far.IsBeyond && near.IsBeyond)
            && Gain.Of(tuned.Drops, far, scratch.Drops, near, Confidence).Verdict is Verdict.Unresolved or Verdict.NoAnswer;
    }

    private static TriedCurve? Find(IReadOnlyList<TriedCurve> curves, string mode) =>
        curves.FirstOrDefault(curve => curve.Curve.Mode == mode && curve.Trouble is null);
}
