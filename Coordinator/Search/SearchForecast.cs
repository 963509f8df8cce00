using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;

namespace Sweep.Coordinator.Search;

/// <summary>How much of a grid a search may train, found by running it on invented accuracies.</summary>
/// <param name="Least">The trials that are always trained.</param>
/// <param name="Expected">The trials if every mode's accuracy breaks at <see cref="UsualBreak"/> and the first seeds tell the modes
/// apart.</param>
/// <param name="Most">The trials if the search asks for levels and seeds as long as there are any.</param>
public sealed record SearchForecast(StageTree Least, StageTree Expected, StageTree Most)
{
    /// <summary>
    /// The sparsity at which magnitude pruning of whole networks mostly breaks. If a grid does not reach it, its middle level is used.
    /// </summary>
    public const double UsualBreak = 0.9;

    private const double Dense = 90;

    /// <summary>How many break points are tried to find the longest search.</summary>
    private const int Tries = 8;

    /// <param name="spec">A spec with a <see cref="SweepSpec.Search"/>.</param>
    public static SearchForecast Of(SweepSpec spec)
    {
        var grid = new SearchGrid(spec);
        double[] levels =
        [
            .. grid.Places.SelectMany(place => place).SelectMany(curve => curve.Levels).Select(level => level.Sparsity).Distinct().Order(),
        ];
        var usual = levels[^1] > UsualBreak ? UsualBreak : levels[levels.Length / 2];
        var most = Enumerable
            .Range(1, Tries)
            .Select(part => levels[(levels.Length - 1) * part / Tries])
            .Distinct()
            .Select(at => Run(grid, at, areSame: true))
            .MaxBy(points => points.Count)!;
        return new SearchForecast(
            Expansion.Expand(spec, SearchStep.First(grid).Points),
            Expansion.Expand(spec, Run(grid, usual, areSame: false)),
            Expansion.Expand(spec, most)
        );
    }

    /// <param name="at">Nothing is lost up to this level, and everything above it.</param>
    /// <param name="areSame">Whether both modes break there; otherwise fine-tuned networks keep their accuracy one level longer.</param>
    private static IReadOnlySet<int> Run(SearchGrid grid, double at, bool areSame)
    {
        var accuracies = new Dictionary<int, double>();
        foreach (var curve in grid.Places.SelectMany(place => place))
        {
            var last = curve.Levels.LastOrDefault(level => level.Sparsity <= at, curve.Levels[0]);
            var kept =
                areSame || curve.Mode == Study.StudyFigure.FromScratch
                    ? last
                    : curve.Levels.FirstOrDefault(level => level.Sparsity > at, last);
            foreach (var level in curve.Levels)
            {
                foreach (var point in level.Points.Values)
                    accuracies[point] = level.Sparsity <= kept.Sparsity ? Dense : 0;
            }
        }

        var step = SearchStep.First(grid);
        while (!step.IsDone)
        {
            step = SearchStep.Take(
                grid,
                step.Points.ToDictionary(point => point, point => new SearchedTrial(true, accuracies[point], false, null))
            );
        }

        return step.Points;
    }
}
