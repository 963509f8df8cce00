using System.Diagnostics.CodeAnalysis;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>
/// The work of a sweep: its stages, each once, and its trials, each of which is a path from a root to its leaf stage. Stages are numbered
/// from 0, parents before their children, so that a loop over the numbers is a topological order. Immutable and safe for concurrent use.
/// Stored in flat arrays: a million trials take about 100 MB.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a tree, not a collection.")]
public sealed class StageTree
{
    private readonly Grid _grid;
    private readonly int[] _trialPoints;
    private readonly int[] _trialLeaves;
    private readonly StageRow[] _stages;
    private readonly int[] _childrenFrom;
    private readonly int[] _children;
    private readonly int[] _trialAxes;
    private readonly int[] _furtherAxes;

    internal StageTree(Grid grid, StageRow[] stages, int[] trialPoints, int[] trialLeaves)
    {
        _grid = grid;
        _stages = stages;
        _trialPoints = trialPoints;
        _trialLeaves = trialLeaves;
        (_childrenFrom, _children) = ChildrenOf(stages);
        Setting[] named =
        [
            SettingsCatalogue.Dataset,
            SettingsCatalogue.Architecture,
            SettingsCatalogue.Mode,
            SettingsCatalogue.Sparsity,
            SettingsCatalogue.Seed,
        ];
        _trialAxes = [.. named.Select(grid.IndexOf)];
        _furtherAxes = [.. Enumerable.Range(0, grid.Spec.Axes.Count).Except(_trialAxes)];
    }

    public SweepSpec Spec => _grid.Spec;

    public int StageCount => _stages.Length;

    public int TrialCount => _trialLeaves.Length;

    /// <summary>The full definition of a stage, created at each call.</summary>
    public StageDefinition Stage(int stage)
    {
        ref readonly var row = ref _stages[stage];
        return row.Template.Define(row.Id, row.Parent < 0 ? null : _stages[row.Parent].Id, row.Sparsity, row.Seed);
    }

    /// <summary>The settings that the stage shares with those that differ only in parent, sparsity and seed.</summary>
    internal StageTemplate Template(int stage) => _stages[stage].Template;

    /// <summary>The choices of images that stages use. The same choice may occur several times.</summary>
    public IReadOnlyList<DataSettings> Data =>
        [
            .. _stages
                .Select(stage => stage.Template)
                .Distinct(ReferenceEqualityComparer.Instance)
                .Cast<StageTemplate>()
                .Select(template => template.Data.Choice()),
        ];

    /// <summary>The weights that stages start from. The same weights may occur several times.</summary>
    public IReadOnlyList<WeightsSource> Weights =>
        [
            .. _stages
                .Select(stage => stage.Template)
                .Distinct(ReferenceEqualityComparer.Instance)
                .Cast<StageTemplate>()
                .Select(template => template.StartsFrom)
                .OfType<WeightsSource>(),
        ];

    public StageId Id(int stage) => _stages[stage].Id;

    public StageKind Kind(int stage) => _stages[stage].Template.Kind;

    /// <summary>The epochs that the stage itself trains.</summary>
    public int Epochs(int stage) => _stages[stage].Template.Epochs;

    /// <summary>−1 for a root.</summary>
    public int Parent(int stage) => _stages[stage].Parent;

    /// <summary>In ascending order.</summary>
    public ReadOnlySpan<int> Children(int stage) => _children.AsSpan(_childrenFrom[stage].._childrenFrom[stage + 1]);

    /// <summary>The trial's leaf stage; cheaper than <see cref="Trial"/>.</summary>
    public int Leaf(int trial) => _trialLeaves[trial];

    /// <summary>The full trial, created at each call.</summary>
    public Trial Trial(int trial)
    {
        var point = _grid.Point(_trialPoints[trial]);
        object? Value(int named) => Spec.Axes[_trialAxes[named]].Values[point[_trialAxes[named]]];
        string Text(int axis) => Spec.Axes[axis].Texts[point[axis]];
        return new Trial
        {
            Index = trial,
            LeafStage = _trialLeaves[trial],
            Dataset = Text(_trialAxes[0]),
            Architecture = Text(_trialAxes[1]),
            Mode = Text(_trialAxes[2]),
            Sparsity = (double)Value(3)!,
            Seed = (int)Value(4)!,
            Axes = _furtherAxes.ToDictionary(axis => Spec.Axes[axis].Name, Text),
        };
    }

    /// <summary>The children of all stages in one array; those of stage i begin at the i-th entry of the other array.</summary>
    private static (int[] From, int[] Children) ChildrenOf(StageRow[] stages)
    {
        var from = new int[stages.Length + 1];
        foreach (var stage in stages)
        {
            if (stage.Parent >= 0)
            {
                from[stage.Parent + 1]++;
            }
        }

        for (var i = 1; i < from.Length; i++)
        {
            from[i] += from[i - 1];
        }

        var children = new int[from[^1]];
        var next = from.AsSpan(0, stages.Length).ToArray();
        for (var i = 0; i < stages.Length; i++)
        {
            if (stages[i].Parent >= 0)
            {
                children[next[stages[i].Parent]++] = i;
            }
        }

        return (from, children);
    }
}
