using System.Globalization;
using Sweep.Contracts.Results;

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

    public static IReadOnlyList<StudyRow> Of(IReadOnlyCollection<TrialResult> trials, double tolerance = DefaultTolerance) =>
        [.. trials
            .OrderBy(trial => trial.Index)
            .GroupBy(trial => (trial.Dataset, trial.Architecture, Axes: AxesText(trial)))
            .Select(group => new StudyRow(group.Key.Dataset, group.Key.Architecture, group.First().Axes,
                OfMode(group, FineTuned, tolerance), OfMode(group, FromScratch, tolerance)))];

    private static string AxesText(TrialResult trial) =>
        string.Join('\n', trial.Axes.OrderBy(axis => axis.Key, StringComparer.Ordinal).Select(axis => axis.Key + "=" + axis.Value));

    private static BestSparsity? OfMode(IEnumerable<TrialResult> trials, string mode, double tolerance)
    {
        var levels = trials.Where(trial => trial.Mode == mode).GroupBy(trial => trial.Sparsity)
            .OrderBy(level => level.Key).Select(level => new Level(level.Key, [.. level])).ToList();
        return levels switch
        {
            [] => null,
            [{ Sparsity: > 0 }, ..] => BestSparsity.NotAvailable("the grid has no sparsity 0 to compare with"),
            [{ Completed.Count: 0 } dense, ..] => BestSparsity.NotAvailable($"the dense network is not measured ({dense.Missing})"),
            [var dense, .. var pruned] => Search(dense, pruned, tolerance),
        };
    }

    private static BestSparsity Search(Level dense, List<Level> pruned, double tolerance)
    {
        var best = dense;
        var bound = BestSparsityBound.AtLeast;
        var notes = new List<string>();
        foreach (var level in pruned)
        {
            if (level.SeedsWith(dense).Count == 0)
            {
                notes.Add($"{level.Name} is not measured ({level.Missing})");
                break;
            }

            if (level.DropFrom(dense) > tolerance + Rounding)
            {
                bound = BestSparsityBound.Exact;
                break;
            }

            best = level;
        }

        if (best.Trials > best.SeedsWith(dense).Count)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"over {best.SeedsWith(dense).Count} of {best.Trials} seeds"));
        }

        if (bound == BestSparsityBound.AtLeast && ReferenceEquals(best, pruned.LastOrDefault(dense)))
        {
            notes.Add(pruned.Count == 0 ? "the grid has no sparsity above 0" : "every level of the grid keeps the accuracy");
        }

        var again = pruned.Where(level => level.Sparsity > best.Sparsity && level.SeedsWith(dense).Count > 0
            && level.DropFrom(dense) <= tolerance + Rounding).Select(level => level.Name).ToList();
        if (again.Count > 0)
        {
            notes.Add($"{string.Join(", ", again)} would keep it too, but not every level below");
        }

        var seeds = best.SeedsWith(dense);
        return new BestSparsity
        {
            Sparsity = best.Sparsity,
            Bound = bound,
            DenseTop1 = dense.Completed.Values.Average(result => result.Top1),
            Top1 = seeds.Average(seed => best.Completed[seed].Top1),
            Compression = seeds.Average(seed => best.Completed[seed].Compression),
            Seeds = seeds.Count,
            Note = notes.Count == 0 ? null : string.Join("; ", notes),
        };
    }

    /// <summary>One sparsity of one curve.</summary>
    private sealed class Level(double sparsity, IReadOnlyList<TrialResult> trials)
    {
        public double Sparsity => sparsity;

        public int Trials => trials.Count;

        public string Name => sparsity.ToString("0.#####%", CultureInfo.InvariantCulture);

        public IReadOnlyDictionary<int, StageResult> Completed { get; } = trials
            .Where(trial => trial is { State: TrialState.Completed, Result: not null })
            .ToDictionary(trial => trial.Seed, trial => trial.Result!);

        public string Missing => string.Join(", ", trials.GroupBy(trial => trial.State)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {EnumText.Of(group.Key)}")));

        public IReadOnlyList<int> SeedsWith(Level dense) => [.. Completed.Keys.Where(dense.Completed.ContainsKey)];

        public double DropFrom(Level dense) => SeedsWith(dense).Average(seed => dense.Completed[seed].Top1 - Completed[seed].Top1);
    }
}
