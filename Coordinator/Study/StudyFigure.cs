using System.Globalization;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study.Inference;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>
/// Answers the study's question: how far can a network be pruned at the same accuracy? For every data set, architecture and further axis it
/// finds the largest sparsity that keeps top-1 within a tolerance of the same mode's dense network.
/// </summary>
/// <remarks>
/// The figure is conservative on purpose. A level counts only when it and every lower level of the grid keep the accuracy. Nothing is
/// interpolated between levels. A level is compared with the dense network over the seeds that both have completed, so that a failed
/// seed shifts neither side. A level without measurements ends the search and makes the figure a lower bound.
/// </remarks>
public static class StudyFigure
{
    public const string FineTuned = "fine-tuned";
    public const string FromScratch = "from-scratch";

    /// <summary>In percentage points of top-1.</summary>
    public const double DefaultTolerance = 1;

    /// <summary>The percentage points of top-1 that the sweep's spec allows.</summary>
    public static double ToleranceOf(SweepRecord sweep) =>
        SpecReading.Read(sweep.SpecText).Spec?.Settings.Report.Tolerance ?? DefaultTolerance;

    /// <summary>The most trials for which per-image outcomes are read: 10,000 images take 2.5 KB a trial.</summary>
    private const int MostWithImages = 20_000;

    // A drop equal to the tolerance still keeps the accuracy. This is far below the value of one test image and above rounding errors.
    internal const double Rounding = 1e-9;

    /// <param name="trials">The trials in grid order.</param>
    public static IReadOnlyList<StudyRow> Of(IReadOnlyCollection<TrialResult> trials, double tolerance = DefaultTolerance) =>
        Of(
            ResultTable.FromTrials(trials),
            Rows.All(trials.Count),
            tolerance,
            trials
                .Where(trial => trial.Result?.Outcomes is not null)
                .DistinctBy(trial => trial.StageId)
                .ToDictionary(trial => trial.StageId, trial => trial.Result!.Outcomes!)
        );

    /// <summary>The stages whose per-image outcomes are needed; none when there are too many trials to read them all.</summary>
    internal static IReadOnlyCollection<StageId> StagesOf(ResultTable table, Rows rows) =>
        rows.Count > MostWithImages
            ? []
            :
            [
                .. Enumerable
                    .Range(0, rows.Count)
                    .Select(position => rows[position])
                    .Where(row => table.State(row) == TrialState.Completed)
                    .Select(row => table.Stages[row])
                    .Distinct(),
            ];

    /// <param name="outcomes">The per-image outcomes of the trials' last stages, as far as they are known. Without them, intervals are
    /// based on seeds alone.</param>
    internal static IReadOnlyList<StudyRow> Of(
        ResultTable table,
        Rows rows,
        double tolerance,
        IReadOnlyDictionary<StageId, ImageOutcomes> outcomes
    )
    {
        using var curves = new StudyCurves(table, rows, outcomes);
        return [.. curves.Places.Select(place => RowOf(table, place.Row, place.Levels, tolerance))];
    }

    private static StudyRow RowOf(ResultTable table, int row, List<StudyLevel> levels, double tolerance)
    {
        var (tunedLevels, scratchLevels) = (LevelsOf(levels, FineTuned), LevelsOf(levels, FromScratch));
        var (tunedCurve, scratchCurve) = (CurveOf(tunedLevels), CurveOf(scratchLevels));
        var (tuned, scratch) = (OfMode(tunedLevels, tunedCurve, tolerance), OfMode(scratchLevels, scratchCurve, tolerance));
        return new StudyRow(table.Text("dataset", row), table.Text("architecture", row), table.AxesOf(row), tuned, scratch)
        {
            GainEstimate =
                tuned?.BreakPoint is { } far && scratch?.BreakPoint is { } near
                    ? Gain.Compute(tunedCurve!, far, scratchCurve!, near)
                    : null,
            Differences = LevelDifference.Compute(
                tunedLevels.Join(
                    scratchLevels,
                    level => level.Sparsity,
                    level => level.Sparsity,
                    (mine, other) => (mine.Sparsity, mine.Cell, other.Cell)
                )
            ),
        };
    }

    private static List<StudyLevel> LevelsOf(IEnumerable<StudyLevel> all, string mode) =>
        [.. all.Where(level => level.Mode == mode).OrderBy(level => level.Sparsity)];

    /// <summary>Null without a dense network to measure drops against.</summary>
    private static DropCurve? CurveOf(List<StudyLevel> levels) =>
        levels is [{ Sparsity: 0, HasCompleted: true } dense, .. var pruned]
            ? new(dense.Cell, [.. pruned.Select(level => (level.Sparsity, level.Cell))])
            : null;

    /// <param name="curve">The drop curve of these levels.</param>
    private static BestSparsity? OfMode(List<StudyLevel> levels, DropCurve? curve, double tolerance) =>
        levels switch
        {
            [] => null,
            [{ Sparsity: > 0 }, ..] => BestSparsity.NotAvailable("the grid has no sparsity 0 to compare with"),
            [{ HasCompleted: false } dense, ..] => BestSparsity.NotAvailable($"the dense network is not measured ({dense.Missing})"),
            [var dense, ..] when dense.AtChance == dense.Completed => BestSparsity.NotAvailable(
                "the dense network does no better than guessing, so there is no accuracy to keep"
            ),
            [var dense, .. var pruned] => Search(dense, pruned, tolerance, curve!),
        };

    private static BestSparsity Search(StudyLevel dense, List<StudyLevel> pruned, double tolerance, DropCurve curve)
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

        var measured = pruned.TakeWhile(level => level.Seeds > 0).Select(level => (Level: level, Drop: curve.At(level.Cell))).ToList();
        if (Decision(measured, best, bound, tolerance) is { } narrow)
        {
            notes.Add(narrow);
        }

        if (dense.AtChance is > 0 and var guessing)
        {
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{guessing} of {dense.Completed} dense networks {(guessing == 1 ? "does" : "do")} no better than guessing"
                )
            );
        }

        if (best.Trials > best.Seeds)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"over {best.Seeds} of {best.Trials} seeds"));
        }

        if (bound == BestSparsityBound.AtLeast && ReferenceEquals(best, pruned.LastOrDefault(dense)))
        {
            notes.Add(pruned.Count == 0 ? "the grid has no sparsity above 0" : "every level of the grid keeps the accuracy");
        }

        var again = pruned
            .Where(level => level.Sparsity > best.Sparsity && level.Seeds > 0 && level.Drop <= tolerance + Rounding)
            .Select(level => level.Name)
            .ToList();
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
            Interval = IntervalOf(dense, measured, tolerance),
            BreakPoint = curve.FindBreakPoint(tolerance + Rounding),
            Note = notes.Count == 0 ? null : string.Join("; ", notes),
        };
    }

    /// <summary>
    /// The levels between which the figure lies. The lower one is the highest level that, like all lower ones, keeps the accuracy at the
    /// worst end of its interval; the upper one is the highest level below any that loses the accuracy even at the best end.
    /// </summary>
    private static Interval? IntervalOf(StudyLevel dense, List<(StudyLevel Level, Estimate? Drop)> measured, double tolerance)
    {
        var (low, high, keeps) = (dense.Sparsity, dense.Sparsity, true);
        foreach (var (level, known) in measured)
        {
            if (known is not { } drop)
                return null;
            if (drop.Value - drop.HalfWidth > tolerance + Rounding)
                return new Interval(low, high);
            keeps &= drop.Value + drop.HalfWidth <= tolerance + Rounding;
            (low, high) = (keeps ? level.Sparsity : low, level.Sparsity);
        }

        return new Interval(low, null);
    }

    /// <summary>
    /// Of the last level that keeps the accuracy and the first that does not, names the one whose mean drop is too uncertain to decide
    /// this; null when both are certain.
    /// </summary>
    private static string? Decision(
        List<(StudyLevel Level, Estimate? Drop)> measured,
        StudyLevel best,
        BestSparsityBound bound,
        double tolerance
    )
    {
        // The dense network is not in the list and loses nothing.
        var last = measured.FindIndex(level => level.Level == best);
        return measured
            .Skip(Math.Max(0, last))
            .Take((last < 0 ? 0 : 1) + (bound == BestSparsityBound.Exact ? 1 : 0))
            .Where(level => level.Drop is { } drop && Math.Abs(drop.Value - tolerance) < drop.HalfWidth)
            .Select(level => (level.Level.Name, Drop: level.Drop!.Value, Margin: Math.Abs(level.Drop.Value.Value - tolerance)))
            .OrderBy(level => level.Margin / level.Drop.HalfWidth)
            .Select(level =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"decided by {level.Margin:0.##} points at {level.Name}, where the drop is {level.Drop.Value:0.##} ± {level.Drop.HalfWidth:0.##}"
                )
            )
            .FirstOrDefault();
    }
}
