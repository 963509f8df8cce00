using System.Globalization;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Study;

namespace Sweep.Coordinator.Search;

/// <summary>Chooses the next level of a curve to try.</summary>
/// <param name="tolerance">The drop in points of top-1 that still counts as the same accuracy.</param>
internal sealed class LevelRule(SearchSettings search, double tolerance)
{
    /// <summary>The levels that are always tried.</summary>
    public IEnumerable<SearchLevel> First(SearchCurve curve) =>
        search is { Levels: null, Stop: null } ? curve.Levels
        : IsRising(curve) ? curve.Levels.Take(2)
        : curve.Levels.Take(1).Union(curve.Levels.TakeLast(1));

    /// <summary>The next level; null, with the reason, when no further level is wanted.</summary>
    /// <param name="curve">A curve whose chosen trials have all settled.</param>
    public SearchLevel? Next(TriedCurve curve, out string? reason)
    {
        reason = curve.Trouble;
        if (reason is not null || search is { Levels: null, Stop: null })
            return null;
        if (
            search.Levels?.Most is { } most
            && curve.Levels.Count(level => level.Sparsity > 0) >= most
            && curve.Levels.Count() < curve.Curve.Levels.Count
        )
        {
            reason = string.Create(CultureInfo.InvariantCulture, $"{most} levels were tried, the most that were asked for");
            return null;
        }

        return IsRising(curve.Curve) ? NextAbove(curve, out reason) : NextBetween(curve);
    }

    private bool IsRising(SearchCurve curve) => curve.IsIterative || search.Levels is null;

    /// <summary>Tries level by level until the accuracy is lost with certainty or has collapsed.</summary>
    private SearchLevel? NextAbove(TriedCurve curve, out string? reason)
    {
        var top = curve.Levels.Last();
        var next = curve.Curve.Levels.FirstOrDefault(level => level.Sparsity > top.Sparsity);
        reason =
            next is null || top.Sparsity == 0 ? null
            : curve.Drop(top) is not { } drop ? $"{top.Name} could not be measured"
            : drop > search.Stop?.Below
                ? string.Create(CultureInfo.InvariantCulture, $"at {top.Name} the accuracy has collapsed, by {drop:0.#} points")
            : search.Levels is not null && curve.HasSurelyLost(top, tolerance + StudyFigure.Rounding)
                ? string.Create(CultureInfo.InvariantCulture, $"at {top.Name} the accuracy is lost for sure, by {drop:0.##} points")
            : null;
        return reason is null ? next : null;
    }

    /// <summary>
    /// Bisects between the highest level that keeps the accuracy, as all lower ones do, and the lowest that does not, until they are
    /// neighbours. It does so however certain the drops are, because between distant levels the accuracy need not fall linearly.
    /// </summary>
    private SearchLevel? NextBetween(TriedCurve curve)
    {
        var keeps = curve.Levels.TakeWhile(level => curve.Drop(level) <= tolerance + StudyFigure.Rounding).Last();
        if (curve.Levels.FirstOrDefault(level => level.Sparsity > keeps.Sparsity) is not { } loses)
            return null;
        var between = curve.Curve.Levels.Where(level => level.Sparsity > keeps.Sparsity && level.Sparsity < loses.Sparsity).ToList();
        return between.Count == 0 ? null : between[between.Count / 2];
    }
}
