using System.Globalization;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>
/// The study's own question: how far can a network be pruned at the same accuracy? For every data set, architecture and
/// further axis the largest sparsity that keeps top-1 within a tolerance of that mode's own dense network.
/// </summary>
/// <remarks>
/// Conservative on purpose. A level counts only when it and every lower level of the grid keep the accuracy, nothing is
/// interpolated between levels, and a level is compared with the dense network over the seeds that both have completed, so that a
/// failed seed shifts neither side. What was not measured ends the search and makes the figure a lower bound.
/// </remarks>
public static class StudyFigure
{
    public const string FineTuned = "fine-tuned";
    public const string FromScratch = "from-scratch";

    /// <summary>Percentage points of top-1.</summary>
    public const double DefaultTolerance = 1;

    // A drop that equals the tolerance keeps; this is far below what a test image is worth and above rounding.
    private const double Rounding = 1e-9;

    /// <param name="trials">In the order of the grid.</param>
    public static IReadOnlyList<StudyRow> Of(IReadOnlyCollection<TrialResult> trials, double tolerance = DefaultTolerance) =>
        Of(ResultTable.Of(trials), Rows.All(trials.Count), tolerance);

    internal static IReadOnlyList<StudyRow> Of(ResultTable table, Rows rows, double tolerance)
    {
        using var curves = new StudyCurves(table, rows);
        return [.. curves.Places.Select(place => new StudyRow(
            (string)table.Column(table.Fields["dataset"]).ValueAt(place.Row)!, (string)table.Column(table.Fields["architecture"]).ValueAt(place.Row)!,
            table.AxesOf(place.Row), OfMode(place.Levels, FineTuned, tolerance), OfMode(place.Levels, FromScratch, tolerance)))];
    }

    private static BestSparsity? OfMode(IEnumerable<StudyLevel> all, string mode, double tolerance)
    {
        var levels = all.Where(level => level.Mode == mode).OrderBy(level => level.Sparsity).ToList();
        return levels switch
        {
            [] => null,
            [{ Sparsity: > 0 }, ..] => BestSparsity.NotAvailable("the grid has no sparsity 0 to compare with"),
            [{ HasCompleted: false } dense, ..] => BestSparsity.NotAvailable($"the dense network is not measured ({dense.Missing})"),
            [var dense, ..] when dense.AtChance == dense.Completed => BestSparsity.NotAvailable("the dense network does no better than guessing, so there is no accuracy to keep"),
            [var dense, .. var pruned] => Search(dense, pruned, tolerance),
        };
    }

    private static BestSparsity Search(StudyLevel dense, List<StudyLevel> pruned, double tolerance)
    {
        foreach (var level in pruned.Prepend(dense))
        {
            level.CompareWith(dense);
        }

        var best = dense;
        var bound = BestSparsityBound.AtLeast;
        var notes = new List<string>();
        foreach (var level in pruned)
        {
            if (level.Seeds == 0)
            {
                notes.Add($"{level.Name} is not measured ({level.Missing})");
                break;
            }

            if (level.Drop > tolerance + Rounding)
            {
                bound = BestSparsityBound.Exact;
                break;
            }

            best = level;
        }

        if (dense.AtChance is > 0 and var guessing)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{guessing} of {dense.Completed} dense networks {(guessing == 1 ? "does" : "do")} no better than guessing"));
        }

        if (best.Trials > best.Seeds)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"over {best.Seeds} of {best.Trials} seeds"));
        }

        if (bound == BestSparsityBound.AtLeast && ReferenceEquals(best, pruned.LastOrDefault(dense)))
        {
            notes.Add(pruned.Count == 0 ? "the grid has no sparsity above 0" : "every level of the grid keeps the accuracy");
        }

        var again = pruned.Where(level => level.Sparsity > best.Sparsity && level.Seeds > 0
            && level.Drop <= tolerance + Rounding).Select(level => level.Name).ToList();
        if (again.Count > 0)
        {
            notes.Add($"{string.Join(", ", again)} would keep it too, but not every level below");
        }

        return new BestSparsity
        {
            Sparsity = best.Sparsity,
            Bound = bound,
            DenseTop1 = dense.MeanTop1,
            Top1 = best.ComparedTop1,
            Compression = best.ComparedCompression,
            Seeds = best.Seeds,
            Note = notes.Count == 0 ? null : string.Join("; ", notes),
        };
    }
}
