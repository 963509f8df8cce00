namespace Sweep.Coordinator.Search;

/// <summary>
/// What a search wants next. A pure function of what was chosen and what came of it: a curve's next level follows from that curve's trials once all
/// have settled, a further seed from those of a whole place. So which trials a sweep ends with does not depend on the order in which they ran, on how many
/// workers there were, or on who was killed meanwhile.
/// </summary>
/// <param name="Points">Numbers of the grid's points: those that were chosen, and those that are now.</param>
/// <param name="Ends">Why curves want no further level, where something was left out.</param>
/// <param name="IsDone">Nothing more is wanted, and all that was chosen has settled.</param>
internal sealed record SearchStep(IReadOnlySet<int> Points, IReadOnlyList<SearchEnd> Ends, bool IsDone)
{
    /// <summary>What is trained first, before anything is known.</summary>
    public static SearchStep First(SearchGrid grid) => Take(grid, new Dictionary<int, SearchedTrial>());

    /// <param name="trials">What was chosen, by point.</param>
    public static SearchStep Take(SearchGrid grid, IReadOnlyDictionary<int, SearchedTrial> trials)
    {
        var (points, ends, isDone) = (trials.Keys.ToHashSet(), new List<SearchEnd>(), true);
        foreach (var place in grid.Places)
            isDone &= Take(grid, place, trials, points, ends);
        return new SearchStep(points, ends, isDone);
    }

    /// <summary>Whether the place wants nothing more.</summary>
    private static bool Take(
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

/// <summary>A curve some of whose levels are not trained.</summary>
/// <param name="Tried">Levels that are.</param>
/// <param name="Reason">Why the others are not; null when the break point is found.</param>
internal sealed record SearchEnd(SearchCurve Curve, IReadOnlyList<double> Tried, string? Reason);
