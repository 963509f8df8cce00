using Sweep.Contracts.Results;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Search;

/// <summary>The points of a spec's grid, in order, that a search can choose from.</summary>
internal sealed class SearchGrid
{
    private readonly Grid _grid;
    private readonly int _sparsity;
    private readonly int _seed;
    private readonly int _mode;

    /// <param name="spec">A spec with a <see cref="SweepSpec.Search"/>.</param>
    public SearchGrid(SweepSpec spec)
    {
        _grid = new Grid(spec);
        _sparsity = _grid.IndexOf(SettingsCatalogue.Sparsity);
        _seed = _grid.IndexOf(SettingsCatalogue.Seed);
        _mode = _grid.IndexOf(SettingsCatalogue.Mode);
        Places =
        [
            .. Included()
                .GroupBy(candidate => PlaceOf(candidate.Point))
                .Select(place =>
                    place
                        .GroupBy(candidate => candidate.Point[_mode])
                        .Select(mode => CurveOf(NameOf(place.First().Point), spec.Axes[_mode].Texts[mode.Key], mode))
                        .ToList()
                ),
        ];
    }

    public SweepSpec Spec => _grid.Spec;

    /// <summary>The groups of points that agree in everything except mode, sparsity and seed, with one curve for each mode.</summary>
    public IReadOnlyList<IReadOnlyList<SearchCurve>> Places { get; }

    /// <summary>The number of a trial's point; null when the trial belongs to another grid.</summary>
    public int? FindPoint(TrialResult trial)
    {
        var number = 0;
        foreach (var axis in Spec.Axes)
        {
            var place = TextOf(axis, trial) is { } text ? axis.IndexOf(text) : -1;
            if (place < 0)
                return null;
            number = (number * axis.Values.Count) + place;
        }

        return number;
    }

    private static string? TextOf(Axis axis, TrialResult trial) =>
        axis.Setting == SettingsCatalogue.Dataset ? trial.Dataset
        : axis.Setting == SettingsCatalogue.Architecture ? trial.Architecture
        : axis.Setting == SettingsCatalogue.Mode ? trial.Mode
        : axis.Setting == SettingsCatalogue.Sparsity ? axis.Setting.Format(trial.Sparsity)
        : axis.Setting == SettingsCatalogue.Seed ? axis.Setting.Format(trial.Seed)
        : trial.Axes.GetValueOrDefault(axis.Name);

    private IEnumerable<(int Number, int[] Point)> Included()
    {
        var point = new int[Spec.Axes.Count];
        for (var number = 0; number < _grid.PointCount; number++, _grid.Advance(point))
        {
            if (!_grid.IsExcluded(point))
                yield return (number, [.. point]);
        }
    }

    private string PlaceOf(int[] point) => string.Join(' ', point.Where((_, axis) => axis != _mode && axis != _sparsity && axis != _seed));

    private string NameOf(int[] point) =>
        string.Join(
            ", ",
            Spec.Axes.Index()
                .Where(axis => axis.Index != _mode && axis.Index != _sparsity && axis.Index != _seed)
                .Where(axis =>
                    axis.Item.Values.Count > 1
                    || axis.Item.Setting == SettingsCatalogue.Dataset
                    || axis.Item.Setting == SettingsCatalogue.Architecture
                )
                .Select(axis =>
                    axis.Item.Setting == SettingsCatalogue.Dataset || axis.Item.Setting == SettingsCatalogue.Architecture
                        ? axis.Item.Texts[point[axis.Index]]
                        : $"{axis.Item.Name} {axis.Item.Texts[point[axis.Index]]}"
                )
        );

    private SearchCurve CurveOf(string place, string mode, IEnumerable<(int Number, int[] Point)> candidates)
    {
        var levels = candidates
            .GroupBy(candidate => candidate.Point[_sparsity])
            .Select(level =>
                (
                    Sparsity: (double)Spec.Axes[_sparsity].Values[level.Key]!,
                    Points: level.ToDictionary(candidate => candidate.Point[_seed], candidate => candidate.Number),
                    level.First().Point
                )
            )
            .OrderBy(level => level.Sparsity)
            .ToList();
        return new SearchCurve(
            place,
            mode,
            [.. levels.Select(level => new SearchLevel(level.Sparsity, level.Points))],
            Spec.Axes[_seed].Values.Count,
            _grid.Resolve(levels[^1].Point).Pruning.Schedule == PruningSchedule.Iterative
        );
    }
}

/// <summary>The curve of one mode at one place of the grid.</summary>
/// <param name="Place">Data set, architecture and the other axes that vary, in words.</param>
/// <param name="Levels">Ordered by sparsity.</param>
/// <param name="Seeds">How many seeds the grid has.</param>
/// <param name="IsIterative">True if each level starts from the one below, so that levels can only be tried in ascending order.</param>
internal sealed record SearchCurve(string Place, string Mode, IReadOnlyList<SearchLevel> Levels, int Seeds, bool IsIterative);

/// <param name="Points">The numbers of the grid's points by the seed's position on its axis, without excluded points.</param>
internal sealed record SearchLevel(double Sparsity, IReadOnlyDictionary<int, int> Points)
{
    public string Name => Study.StudyLevel.NameOf(Sparsity);
}
