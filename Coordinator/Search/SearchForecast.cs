using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;

namespace Sweep.Coordinator.Search;

/// <summary>How much of a grid a search may come to, found by searching it with made-up accuracies.</summary>
/// <param name="Least">What is trained whatever comes of it.</param>
/// <param name="Expected">If every mode's accuracy breaks at <see cref="UsualBreak"/>, and the modes are told apart at once.</param>
/// <param name="Most">If levels and seeds are wanted for as long as there are any.</param>
public sealed record SearchForecast(StageTree Least, StageTree Expected, StageTree Most)
{
    /// <summary>Where magnitude pruning of whole networks mostly breaks; the middle level where a grid does not reach it.</summary>
    public const double UsualBreak = 0.9;

    private const double Dense = 90;

    /// <summary>Breaks that are tried for the longest search.</summary>
    private const int Tries = 8;

    /// <param name="spec">One with a <see cref="SweepSpec.Search"/>.</param>
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

    /// <param name="at">Up to this level nothing is lost, above it everything.</param>
    /// <param name="areSame">Whether both modes break there; else fine-tuned networks keep their accuracy one level longer.</param>
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
