using System.Globalization;
using Sweep.Contracts;
using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Study;

/// <summary>The study's answer in words, the same wherever it is shown. It claims only what the intervals support.</summary>
public static class StudyAnswer
{
    /// <summary>Summarizes all comparisons.</summary>
    public static string Of(IReadOnlyList<StudyRow> rows)
    {
        var compared = rows.Where(row => row is { FineTuned: not null, FromScratch: not null }).ToList();
        if (compared is [var only])
            return Of(only) + ".";
        if (compared.Count == 0)
            return rows.Count == 0 ? "There are no trials to compare." : "There is no pair of training modes to compare.";
        string? Count(Verdict verdict, string words) =>
            compared.Count(row => row.Verdict == verdict) is > 0 and var count
                ? string.Create(CultureInfo.InvariantCulture, $"{words} in {count}")
                : null;
        var parts = new[] { Count(Verdict.Further, "further"), Count(Verdict.LessFar, "less far") }.OfType<string>().ToList();
        var rest = new[] { Count(Verdict.Unresolved, "not resolved"), Count(Verdict.NoAnswer, "without an answer") }
            .OfType<string>()
            .ToList();
        var all = string.Create(CultureInfo.InvariantCulture, $"{compared.Count} comparisons");
        return parts.Count == 0
            ? $"Whether fine-tuned networks can be pruned further is {string.Join(", ", rest)} of {all}."
            : $"Fine-tuned networks can be pruned {string.Join(", ", parts)} of {all}{(rest.Count == 0 ? "" : "; " + string.Join(", ", rest))}.";
    }

    /// <summary>Describes one comparison, without a full stop.</summary>
    public static string Of(StudyRow row) => $"{Place(row)}: {Words(row)}";

    /// <summary>The compared data set, architecture and further axes.</summary>
    public static string Place(StudyRow row) =>
        string.Join(" ", [row.Dataset, row.Architecture, .. row.Axes.Select(axis => $"{axis.Key}={axis.Value}")]);

    private static string Words(StudyRow row)
    {
        if (row.GainEstimate is not { } gain)
            return $"no answer: {Lacks(row)}";
        var (tuned, scratch) = (row.FineTuned!.BreakPoint!, row.FromScratch!.BreakPoint!);
        return gain.Verdict switch
        {
            Verdict.Further => $"fine-tuned can be pruned further: {Points(gain, tuned, scratch)}",
            Verdict.LessFar => $"fine-tuned can be pruned less far: {Points(gain, tuned, scratch)}",
            Verdict.NoAnswer =>
                $"no answer: one seed whose test images are not known does not say how sure {Signed(gain.Value!.Value)} points are",
            _ when gain.Value is null =>
                $"not resolved: every level keeps the accuracy in both modes; add levels above {Percent(Math.Min(tuned.Sparsity, scratch.Sparsity))} %",
            _ =>
                $"not resolved with {Counted.Of(Math.Min(tuned.Seeds, scratch.Seeds), "seed")}: {Points(gain, tuned, scratch)}{Remedy(gain, tuned, scratch)}",
        };
    }

    private static string Points(Gain gain, BreakPoint tuned, BreakPoint scratch)
    {
        var interval = gain.Interval!.Value;
        var bound =
            tuned.IsBeyond ? "at least "
            : scratch.IsBeyond ? "at most "
            : "";
        return $"{bound}{Signed(gain.Value!.Value)} points of sparsity, 95 % interval {Signed(interval.Low)} to {Signed(interval.High!.Value)}{OneSeed(tuned, scratch)}";
    }

    private static string Remedy(Gain gain, BreakPoint tuned, BreakPoint scratch) =>
        tuned.IsBeyond || scratch.IsBeyond
            ? $"; add levels above {Percent(Math.Min(tuned.IsBeyond ? tuned.Sparsity : 1, scratch.IsBeyond ? scratch.Sparsity : 1))} %"
        : gain.SeedsNeeded is { } seeds ? $"; a difference of this size would take about {Counted.Of(seeds, "seed")}"
        : "; more seeds alone would not tell a difference of this size";

    private static string OneSeed(BreakPoint tuned, BreakPoint scratch) =>
        Math.Min(tuned.Seeds, scratch.Seeds) == 1 ? ", of the test images alone: one seed says nothing of other seeds" : "";

    private static string Lacks(StudyRow row) =>
        (row.FineTuned, row.FromScratch) switch
        {
            (null, _) => "there are no fine-tuned networks",
            (_, null) => "there are no networks trained from scratch",
            ({ BreakPoint: null, Note: var note }, _) => $"fine-tuned: {note}",
            (_, { Note: var note }) => $"from scratch: {note}",
        };

    private static string Signed(double share) => (share * 100).ToString("+0.#;−0.#;0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture);
}
