using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Planning;

/// <summary>
/// Expands a spec into its stage tree, without side effects. Values that depend on some axes only are computed once for each combination of
/// these axes, so that a further trial costs a few additions and array look-ups, and one hash if its leaf is new.
/// </summary>
public sealed class Expansion
{
    private const int None = -1;

    private readonly Grid _grid;
    private readonly StageTemplates _templates;
    private readonly StageRows _rows;
    private readonly Memo<int> _pretrain;
    private readonly Memo<int> _train;
    private readonly Memo<int> _leaves;
    private readonly int _sparsityAxis;
    private readonly int _seedAxis;
    private readonly double[] _levels;
    private readonly int[] _levelBefore;
    private readonly int[] _seeds;

    private Expansion(SweepSpec spec)
    {
        _grid = new Grid(spec);
        _templates = new StageTemplates(_grid);
        _rows = new StageRows(_grid.PointCount);
        _pretrain = new(StageTemplates.OfPretrain(_grid), MakePretrain);
        _train = new(StageTemplates.OfTrain(_grid), MakeTrain);
        _leaves = new(_grid.DependingOn([.. SettingsCatalogue.StageBlocks, SettingsCatalogue.Grid]), MakeLeaf);
        _sparsityAxis = _grid.IndexOf(SettingsCatalogue.Sparsity);
        _seedAxis = _grid.IndexOf(SettingsCatalogue.Seed);
        _levels = [.. spec.Axes[_sparsityAxis].Values.Cast<double>()];
        _levelBefore = [.. _levels.Select(level => LevelBefore(_levels, level))];
        _seeds = [.. spec.Axes[_seedAxis].Values.Cast<int>()];
    }

    /// <param name="spec">A spec that the parser has accepted.</param>
    /// <param name="chosen">Numbers of the grid points whose trials to include; null includes all of them.</param>
    public static StageTree Expand(SweepSpec spec, IReadOnlySet<int>? chosen = null)
    {
        using var span = Traces.Coordinator.StartActivity("plan");
        return new Expansion(spec).Expand(chosen);
    }

    private StageTree Expand(IReadOnlySet<int>? chosen)
    {
        var points = new List<int>(_grid.PointCount);
        var leaves = new List<int>(_grid.PointCount);
        var point = new int[_grid.Spec.Axes.Count];
        for (var number = 0; number < _grid.PointCount; number++, _grid.Advance(point))
        {
            if (chosen?.Contains(number) != false && !_grid.IsExcluded(point))
            {
                points.Add(number);
                leaves.Add(_leaves.At(point));
            }
        }

        return new StageTree(_grid, _rows.ToArray(), [.. points], [.. leaves]);
    }

    private int MakePretrain(int[] point)
    {
        if (_templates.Pretrain(point) is not { } template)
        {
            return None;
        }

        var source = _grid.Spec.Pretrain[_grid.Resolve(point).Model.Architecture];
        return _rows.Add(template, None, sparsity: 0, source.Seed);
    }

    private int MakeTrain(int[] point) => _rows.Add(_templates.Train(point), _pretrain.At(point), sparsity: 0, _seeds[point[_seedAxis]]);

    private int MakeLeaf(int[] point)
    {
        var level = point[_sparsityAxis];
        if (_levels[level] == 0)
        {
            return _train.At(point);
        }

        var parent =
            _levelBefore[level] != None && _templates.Schedule(point) == PruningSchedule.Iterative
                ? LeafAt(point, _levelBefore[level])
                : _train.At(point);
        return _rows.Add(_templates.Prune(point), parent, _levels[level], _seeds[point[_seedAxis]]);
    }

    /// <summary>The leaf at another level of the same point, even if that level is excluded as a trial.</summary>
    private int LeafAt(int[] point, int level)
    {
        var own = point[_sparsityAxis];
        point[_sparsityAxis] = level;
        var leaf = _leaves.At(point);
        point[_sparsityAxis] = own;
        return leaf;
    }

    /// <summary>The position of the next lower sparsity above zero, wherever it is in the list.</summary>
    private static int LevelBefore(double[] levels, double level) =>
        Array.IndexOf(levels, levels.Where(other => other > 0 && other < level).DefaultIfEmpty(double.NaN).Max());
}
