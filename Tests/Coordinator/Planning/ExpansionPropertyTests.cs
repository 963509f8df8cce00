using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

/// <summary>Compares the tree, which computes everything once, with a plain expansion of the spec, trial by trial.</summary>
public class ExpansionPropertyTests
{
    private const int Specs = 300;

    [Fact]
    public void Expand_RandomSpecs_AgreesWithThePlainExpansion()
    {
        var sound = 0;
        for (var seed = 0; seed < Specs; seed++)
        {
            var text = new RandomSpec(seed).Text();
            if (SpecReading.Read(text).Spec is not { } spec)
            {
                continue; // everything excluded, or an override that matches nothing
            }

            sound++;
            AssertAgrees(spec, $"seed {seed}:\n{text}");
        }

        Assert.InRange(sound, Specs / 2, Specs);
    }

    private static void AssertAgrees(SweepSpec spec, string because)
    {
        var tree = Expansion.Expand(spec);
        var grid = new Grid(spec);
        var expected = Enumerable.Range(0, grid.PointCount).Select(grid.Point).Where(point => !grid.IsExcluded(point)).ToList();
        Assert.True(expected.Count == tree.TrialCount, because);

        var ids = new HashSet<StageId>();
        long unshared = 0;
        for (var trial = 0; trial < tree.TrialCount; trial++)
        {
            var plain = PlainPath(grid, expected[trial]);
            var path = PathOf(tree, tree.Leaf(trial));
            Assert.True(plain.Select(stage => stage.Id).SequenceEqual(path.Select(stage => stage.Id)), because);
            Assert.All(path, stage => Assert.Equal(StageIdentity.Of(stage), stage.Id));
            ids.UnionWith(plain.Select(stage => stage.Id));
            unshared += plain.Sum(stage => (long)stage.Training.Epochs);

            var settings = grid.Resolve(expected[trial]);
            Assert.Equal(
                (trial, settings.Sparsity, settings.Seed),
                (tree.Trial(trial).Index, tree.Trial(trial).Sparsity, tree.Trial(trial).Seed)
            );
            Assert.Equal((settings.Data.Dataset, settings.Model.Architecture), (path[^1].Data.Dataset, path[^1].Model.Architecture));
        }

        Assert.True(ids.Count == tree.StageCount, because);
        AssertIsTree(tree, because);
        var summary = PlanSummary.Of(tree, Throughput.Default, workers: 3);
        Assert.Equal(unshared, summary.EpochsWithoutSharing);
        Assert.Equal(Enumerable.Range(0, tree.StageCount).Sum(stage => (long)tree.Stage(stage).Training.Epochs), summary.Epochs);
        Assert.Equal(tree.StageCount, summary.Stages);
    }

    private static void AssertIsTree(StageTree tree, string because)
    {
        for (var stage = 0; stage < tree.StageCount; stage++)
        {
            Assert.True(tree.Parent(stage) < stage, because);
            Assert.Equal(tree.Parent(stage) < 0 ? null : tree.Id(tree.Parent(stage)), tree.Stage(stage).Parent);
            foreach (var child in tree.Children(stage))
                Assert.Equal(stage, tree.Parent(child));
        }

        Assert.Equal(
            Enumerable.Range(0, tree.StageCount).Count(stage => tree.Parent(stage) >= 0),
            Enumerable.Range(0, tree.StageCount).Sum(stage => tree.Children(stage).Length)
        );
    }

    private static List<StageDefinition> PathOf(StageTree tree, int leaf) =>
        leaf < 0 ? [] : [.. PathOf(tree, tree.Parent(leaf)), tree.Stage(leaf)];

    /// <summary>The definitions on a trial's path as design and contracts describe them, without sharing.</summary>
    private static List<StageDefinition> PlainPath(Grid grid, int[] point)
    {
        var settings = grid.Resolve(point);
        var path = new List<StageDefinition>();
        var source = settings.Mode == TrialMode.FineTuned ? grid.Spec.Pretrain[settings.Model.Architecture] : null;
        if (source?.Data is { } data)
        {
            Add(
                path,
                new StageDefinition
                {
                    Kind = StageKind.Pretrain,
                    Data = data,
                    Model = settings.Model,
                    Training = source.Training!,
                    Seed = source.Seed,
                }
            );
        }

        Add(
            path,
            new StageDefinition
            {
                Kind = StageKind.Train,
                Weights = source?.Weights,
                Data = settings.Data,
                Model = settings.Model,
                Training = settings.Training,
                Seed = settings.Seed,
            }
        );
        foreach (var level in Levels(grid, settings))
        {
            Add(
                path,
                new StageDefinition
                {
                    Kind = StageKind.Prune,
                    Data = settings.Data,
                    Model = settings.Model,
                    Pruning = settings.Pruning,
                    Sparsity = level,
                    Seed = settings.Seed,
                    Training = settings.Training with
                    {
                        Epochs = settings.Pruning.Epochs,
                        Lr = settings.Pruning.Lr ?? settings.Training.Lr / 10,
                    },
                }
            );
        }

        return path;
    }

    private static IEnumerable<double> Levels(Grid grid, SpecSettings settings)
    {
        var levels = grid
            .Spec.Axes.Single(axis => axis.Name == "sparsity")
            .Values.Cast<double>()
            .Where(level => level > 0 && level <= settings.Sparsity)
            .Order();
        return settings.Pruning.Schedule == PruningSchedule.Iterative ? levels : levels.TakeLast(1);
    }

    private static void Add(List<StageDefinition> path, StageDefinition stage)
    {
        stage = stage with { Parent = path.Count == 0 ? null : path[^1].Id };
        path.Add(stage with { Id = StageIdentity.Of(stage) });
    }
}
