using System.Globalization;
using Sweep.Contracts;

namespace Sweep.Coordinator.Search;

/// <summary>Describes what a search has trained and why it left out the rest, one line per curve.</summary>
internal static class SearchSummary
{
    /// <param name="trials">The chosen trials, by point.</param>
    public static IReadOnlyList<string> Of(SearchGrid grid, IReadOnlyDictionary<int, SearchedTrial> trials)
    {
        var step = SearchStep.Take(grid, trials);
        var all = grid.Places.Sum(place => place.Sum(curve => curve.Levels.Sum(level => level.Points.Count)));
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"The search {(step.IsDone ? "trained" : "has chosen")} {trials.Count:N0} of {Counted.Of(all, "trial")}."
            ),
            .. step.Ends.Select(end =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{end.Curve.Place}, {end.Curve.Mode}: {end.Tried.Count} of {end.Curve.Levels.Count} levels are trained, as {end.Reason ?? "the break point lies between two neighbours of them"}."
                )
            ),
        ];
    }
}
