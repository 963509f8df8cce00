using Sweep.Contracts.Spec;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Search;

/// <summary>Decides whether more seeds are wanted to tell two modes apart.</summary>
internal sealed class SeedRule(SeedSearch seeds, double tolerance)
{
    /// <summary>
    /// Looking after every seed and stopping at the first 95 % interval that excludes zero would be wrong more often than one time in
    /// twenty. The allowed error is therefore divided among all possible looks (Bonferroni).
    /// </summary>
    private double Confidence => 1 - ((1 - Estimate.Confidence) / (seeds.Most - seeds.Least + 1));

    /// <summary>False when the modes are told apart, or when no number of seeds would do it.</summary>
    /// <param name="curves">The curves of one place, whose chosen trials have all settled.</param>
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
            && Gain.Compute(tuned.Drops, far, scratch.Drops, near, Confidence).Verdict is Verdict.Unresolved or Verdict.NoAnswer;
    }

    private static TriedCurve? Find(IReadOnlyList<TriedCurve> curves, string mode) =>
        curves.FirstOrDefault(curve => curve.Curve.Mode == mode && curve.Trouble is null);
}
