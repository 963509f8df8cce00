namespace Sweep.Coordinator.Search;

/// <summary>
/// The trials that a search wants next: a pure function of the chosen trials and their results. A curve's next level is decided once all
/// trials of that curve have settled, a further seed once all trials of the place have. The trials of a sweep therefore do not depend on
/// the order in which they ran, on the number of workers, or on workers that were lost.
/// </summary>
/// <param name="Points">The numbers of the grid points chosen so far, including new ones.</param>
/// <param name="Ends">Why curves with untrained levels want no further one.</param>
/// <param name="IsDone">Whether nothing more is wanted and all chosen trials have settled.</param>
internal sealed record SearchStep(IReadOnlySet<int> Points, IReadOnlyList<SearchEnd> Ends, bool IsDone)
{
    /// <summary>The trials to train first, before any result is known.</summary>
    public static SearchStep First(SearchGrid grid) => Take(grid, new Dictionary<int, SearchedTrial>());

    /// <param name="trials">The chosen trials, by point.</param>
    public static SearchStep Take(SearchGrid grid, IReadOnlyDictionary<int, SearchedTrial> trials)
    {
        var (points, ends, isDone) = (trials.Keys.ToHashSet(), new List<SearchEnd>(), true);
        foreach (var place in grid.Places)
            isDone &= AddPoints(grid, place, trials, points, ends);
        return new SearchStep(points, ends, isDone);
    }

    /// <summary>Adds the points that a place wants. Returns whether it wants nothing more.</summary>
    private static bool AddPoints(
        SearchGrid grid,
        IReadOnlyList<SearchCurve> place,
        IReadOnlyDictionary<int, SearchedTrial> trials,
        HashSet<int> points,
        List<SearchEnd> ends
    )
    {
        var (search, tolerance) = (grid.Spec.Search!, grid.Spec.Settings.Report.Tolerance);
        var rule = new LevelRule(search, tolerance);
        var seeds = Math.Max(
            search.Seeds?.Least ?? place.Max(curve => curve.Seeds),
            place.Max(curve =>
                curve
                    .Levels.SelectMany(level => level.Points)
                    .Where(point => trials.ContainsKey(point.Value))
                    .Select(point => point.Key + 1)
                    .DefaultIfEmpty()
                    .Max()
            )
        );
        var settled = new List<TriedCurve>();
        foreach (var curve in place)
        {
            var tried = new TriedCurve(curve, trials);
            var wanted = rule.First(curve).Union(tried.Levels).SelectMany(level => PointsOf(level, seeds)).ToList();
            points.UnionWith(wanted);
            if (!wanted.TrueForAll(point => trials.GetValueOrDefault(point)?.IsSettled == true))
                continue;
            if (rule.Next(tried, out var reason) is { } next)
            {
                points.UnionWith(PointsOf(next, seeds));
                continue;
            }

            settled.Add(tried);
            if (curve.Levels.Count > tried.Levels.Count())
                ends.Add(new SearchEnd(curve, [.. tried.Levels.Select(level => level.Sparsity)], reason));
        }

        if (settled.Count < place.Count)
            return false;
        if (search.Seeds is null || !new SeedRule(search.Seeds, tolerance).WantsMore(settled, seeds))
            return true;
        points.UnionWith(settled.SelectMany(tried => tried.Levels).SelectMany(level => PointsOf(level, seeds + 1)));
        return false;
    }

    private static IEnumerable<int> PointsOf(SearchLevel level, int seeds) =>
        level.Points.Where(point => point.Key < seeds).Select(point => point.Value);
}

/// <summary>A curve with some levels that are not trained.</summary>
/// <param name="Tried">The levels that are trained.</param>
/// <param name="Reason">Why the others are not; null when the break point is found.</param>
internal sealed record SearchEnd(SearchCurve Curve, IReadOnlyList<double> Tried, string? Reason);
