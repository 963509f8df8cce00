using Sweep.Contracts.Results;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Search;

namespace Sweep.Tests.Coordinator.Search;

/// <summary>A search with invented results instead of training, round after round.</summary>
/// <param name="measure">The accuracy of a trial; null when it fails.</param>
internal sealed class SimulatedSearch(SweepSpec spec, Func<Trial, double?> measure)
{
    private const int MostRounds = 1_000;

    private readonly SearchGrid _grid = new(spec);
    private readonly Dictionary<int, SearchedTrial> _trials = [];

    /// <summary>The per-image outcomes of a trial; null for none.</summary>
    public Func<Trial, ImageOutcomes?> Outcomes { get; init; } = _ => null;

    public Func<Trial, bool> IsAtChance { get; init; } = _ => false;

    /// <summary>Which of the open trials settle in a round; all by default.</summary>
    public Func<IReadOnlyList<int>, IEnumerable<int>> Settling { get; init; } = open => open;

    public int Rounds { get; private set; }

    public SearchStep Last { get; private set; } = new(new HashSet<int>(), [], false);

    public IReadOnlyDictionary<int, SearchedTrial> Trials => _trials;

    /// <summary>Runs the search to its end and returns the chosen trials.</summary>
    public IReadOnlyList<Trial> Run(params IEnumerable<int> chosenBefore)
    {
        foreach (var point in chosenBefore)
            _trials.Add(point, SearchedTrial.Open);
        while (!(Last = SearchStep.Take(_grid, _trials)).IsDone)
        {
            Assert.True(++Rounds < MostRounds, "The search does not end.");
            foreach (var point in Last.Points.Except(_trials.Keys).ToList())
                _trials.Add(point, SearchedTrial.Open);
            var open = _trials.Where(trial => !trial.Value.IsSettled).Select(trial => trial.Key).Order().ToList();
            Assert.NotEmpty(open);
            foreach (var point in Settling(open).ToList())
                _trials[point] = Measure(point);
        }

        return Trained();
    }

    /// <summary>The trained levels of a mode, ascending.</summary>
    public IReadOnlyList<double> Levels(string mode) =>
        [.. Trained().Where(trial => trial.Mode == mode).Select(trial => trial.Sparsity).Distinct().Order()];

    public IReadOnlyList<int> Seeds() => [.. Trained().Select(trial => trial.Seed).Distinct().Order()];

    private List<Trial> Trained()
    {
        var tree = Expansion.Expand(spec, _trials.Keys.ToHashSet());
        return [.. Enumerable.Range(0, tree.TrialCount).Select(tree.Trial)];
    }

    private SearchedTrial Measure(int point)
    {
        var trial = Expansion.Expand(spec, new HashSet<int> { point }).Trial(0);
        return new SearchedTrial(true, measure(trial), IsAtChance(trial), Outcomes(trial));
    }
}
