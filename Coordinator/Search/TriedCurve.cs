using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Search;

/// <summary>The results of a curve whose chosen trials have all settled.</summary>
internal sealed class TriedCurve
{
    private readonly List<(SearchLevel Level, Cell Cell, bool IsAtChance)> _tried;
    private DropCurve? _drops;

    /// <param name="trials">The chosen trials, by point.</param>
    public TriedCurve(SearchCurve curve, IReadOnlyDictionary<int, SearchedTrial> trials)
    {
        Curve = curve;
        _tried = [.. curve.Levels.Where(level => level.Points.Values.Any(trials.ContainsKey)).Select(level => CellOf(level, trials))];
    }

    public SearchCurve Curve { get; }

    /// <summary>The levels with at least one chosen seed, by ascending sparsity.</summary>
    public IEnumerable<SearchLevel> Levels => _tried.Select(tried => tried.Level);

    /// <summary>Why no drop can be measured; null when it can.</summary>
    public string? Trouble =>
        _tried switch
        {
            [({ Sparsity: 0 }, var dense, var isAtChance), ..] when dense.Seeds.Any() => isAtChance
                ? "the dense network does no better than guessing"
                : null,
            _ => "the dense network is not measured",
        };

    public DropCurve Drops =>
        _drops ??= new DropCurve(_tried[0].Cell, [.. _tried.Skip(1).Select(tried => (tried.Level.Sparsity, tried.Cell))]);

    /// <summary>The mean loss of accuracy against the dense network, over the seeds that have both; null when none has.</summary>
    public double? Drop(SearchLevel level)
    {
        var (dense, cell) = (_tried[0].Cell, CellOf(level));
        var drops = cell.Seeds.Where(dense.Has).Select(seed => dense.Top1(seed) - cell.Top1(seed)).ToList();
        return drops.Count == 0 ? null : drops.Average();
    }

    /// <summary>
    /// Whether the level's drop exceeds a tolerance at the confidence of the reported intervals. Where no interval is known, whether the
    /// mean drop does.
    /// </summary>
    public bool HasSurelyLost(SearchLevel level, double tolerance) =>
        Drops.At(CellOf(level)) is { } drop ? drop.Value - drop.HalfWidth > tolerance : Drop(level) > tolerance;

    private Cell CellOf(SearchLevel level) => _tried.Find(tried => tried.Level == level).Cell;

    private static (SearchLevel Level, Cell Cell, bool IsAtChance) CellOf(SearchLevel level, IReadOnlyDictionary<int, SearchedTrial> trials)
    {
        var (cell, guessing, count) = (new Cell(), 0, 0);
        foreach (var (seed, point) in level.Points)
        {
            if (!trials.TryGetValue(point, out var trial) || trial.Top1 is not { } top1)
                continue;
            cell.Add(seed, top1, trial.Outcomes);
            count++;
            guessing += trial.IsAtChance ? 1 : 0;
        }

        return (level, cell, count > 0 && guessing == count);
    }
}
