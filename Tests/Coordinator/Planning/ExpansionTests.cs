using Sweep.Contracts.Stages;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

public class ExpansionTests
{
    [Fact]
    public void Expand_Iterative_ChainsTheLevelsInAscendingOrder()
    {
        var tree = MakeSpec.Tree("  sparsity: [0.9, 0, 0.5]");

        Assert.Equal([0.9, 0, 0.5], Enumerable.Range(0, 3).Select(trial => tree.Trial(trial).Sparsity));
        Assert.Equal([0, 0.5, 0.9], Path(tree, 0).Select(stage => stage.Sparsity));
        Assert.Equal([0], Path(tree, 1).Select(stage => stage.Sparsity));
        Assert.Equal([StageKind.Train, StageKind.Prune], Path(tree, 2).Select(stage => stage.Kind));
        Assert.Equal(3, tree.StageCount);
    }

    [Fact]
    public void Expand_Iterative_GoesThroughAnExcludedLevel()
    {
        var tree = MakeSpec.Tree("  sparsity: [0.2, 0.5, 0.9]", "exclude: [{ sparsity: 0.5 }]");

        Assert.Equal(2, tree.TrialCount);
        Assert.Equal([0, 0.2, 0.5, 0.9], Path(tree, 1).Select(stage => stage.Sparsity));
    }

    [Fact]
    public void Expand_Iterative_LeavesOutLevelsThatNoTrialNeeds() =>
        Assert.Equal(2, MakeSpec.Tree("  sparsity: [0.2, 0.5, 0.9]", "exclude: [{ sparsity: [0.5, 0.9] }]").StageCount);

    [Theory]
    [InlineData("one-shot")]
    [InlineData("gradual")]
    public void Expand_OtherSchedules_StartEveryLevelFromTheDenseNetwork(string schedule)
    {
        var tree = MakeSpec.Tree("  sparsity: [0, 0.5, 0.9]", $"pruning: {{ schedule: {schedule} }}");

        Assert.Equal([-1, 0, 0], Enumerable.Range(0, 3).Select(tree.Parent));
    }

    [Fact]
    public void Expand_IterativeAndOneShot_ShareTheFirstLevel()
    {
        var tree = MakeSpec.Tree("  pruning.schedule: [one-shot, iterative]\n  sparsity: [0, 0.5, 0.9]");

        Assert.Equal(6, tree.TrialCount);
        Assert.Equal(tree.Leaf(1), tree.Leaf(4));
        Assert.NotEqual(tree.Leaf(2), tree.Leaf(5));
        Assert.Equal(4, tree.StageCount);
    }

    [Fact]
    public void Expand_PruneStage_TrainsWithThePruningBlocksEpochsAndRate()
    {
        var tree = MakeSpec.Tree("  sparsity: 0.5\n  pruning.lr: [auto, 0.3]", "training: { lr: 0.2, epochs: 9 }\npruning: { epochs: 4 }");

        Assert.Equal((4, 0.02), (Leaf(tree, 0).Training.Epochs, Leaf(tree, 0).Training.Lr));
        Assert.Equal((4, 0.3), (Leaf(tree, 1).Training.Epochs, Leaf(tree, 1).Training.Lr));
        Assert.Equal((9, 0.2), (Path(tree, 0)[0].Training.Epochs, Path(tree, 0)[0].Training.Lr));
    }

    [Fact]
    public void Expand_PretrainStage_IsSharedByDataSetsAndSeeds()
    {
        var tree = Expansion.Expand(
            MakeSpec.Of(
                """
                name: test
                grid: { dataset: [mnist, cifar10], architecture: vgg16, mode: [fine-tuned, from-scratch], seed: [1, 2], width: [0.25, 0.5] }
                training: { epochs: 7 }
                pretrain: { vgg16: { dataset: cifar100, epochs: 3, seed: 5 } }
                """
            )
        );

        var pretrain = Stages(tree).Where(stage => stage.Kind == StageKind.Pretrain).ToList();
        Assert.Equal([0.25, 0.5], pretrain.Select(stage => stage.Model.Width));
        Assert.All(pretrain, stage => Assert.Equal((5, 3, "cifar100"), (stage.Seed, stage.Training.Epochs, stage.Data.Dataset)));
        Assert.Equal([StageKind.Pretrain, StageKind.Train], Path(tree, 0).Select(stage => stage.Kind));
        Assert.Equal([StageKind.Train], Path(tree, tree.TrialCount - 1).Select(stage => stage.Kind));
        Assert.Equal(2 + 16, tree.StageCount);
    }

    [Fact]
    public void Expand_PublishedWeights_BelongToTheRoot()
    {
        var tree = MakeSpec.Tree("  mode: [fine-tuned, from-scratch]", "pretrain: { vgg16: { weights: timm/vgg16_bn.tv_in1k } }");

        Assert.Equal(["timm/vgg16_bn.tv_in1k", null], Stages(tree).Select(stage => stage.Weights?.Name));
        Assert.All(Stages(tree), stage => Assert.Null(stage.Parent));
    }

    [Fact]
    public void Expand_TwoMatchingOverrides_AppliesTheLater()
    {
        var tree = MakeSpec.Tree(
            "  seed: [1, 2, 3]",
            """
            training: { lr: 0.1, batch: 16 }
            override:
              - { when: { seed: [1, 2] }, training: { lr: 0.2, batch: 32 } }
              - { when: { seed: [2, 3] }, training: { lr: 0.3 } }
            """
        );

        Assert.Equal([(0.2, 32), (0.3, 32), (0.3, 16)], Stages(tree).Select(stage => (stage.Training.Lr, stage.Training.Batch)));
    }

    [Fact]
    public void Expand_OverrideOfPruningBySparsity_AppliesToThatLevelOnly()
    {
        var tree = MakeSpec.Tree("  sparsity: [0.5, 0.9]", "override: [{ when: { sparsity: 0.9 }, pruning: { epochs: 9 } }]");

        Assert.Equal([30, 5, 9], Path(tree, 1).Select(stage => stage.Training.Epochs));
        Assert.Equal(tree.Leaf(0), tree.Parent(tree.Leaf(1)));
    }

    [Fact]
    public void Expand_Excludes_RemovesTrialsThatMatchAWholeEntry()
    {
        var tree = MakeSpec.Tree(
            "  seed: [1, 2, 3]\n  sparsity: [0, 0.5]",
            "exclude:\n  - { seed: [1, 2], sparsity: 0.5 }\n  - { seed: 3, sparsity: 0 }"
        );

        Assert.Equal(
            [(1, 0), (2, 0), (3, 0.5)],
            Enumerable.Range(0, tree.TrialCount).Select(tree.Trial).Select(trial => (trial.Seed, trial.Sparsity))
        );
    }

    /// <summary>On an axis of lists, a list that is on the axis counts as one value, and any other list as several.</summary>
    [Theory]
    [InlineData("[crop, flip]", "none", "[flip]")]
    [InlineData("none", "[crop, flip]", "[flip]")]
    [InlineData("[none, [flip]]", "[crop, flip]")]
    public void Expand_ExcludeOnAnAxisOfLists_MatchesOneOrSeveralValues(string excluded, params string[] left)
    {
        var tree = MakeSpec.Tree("  augment: [[crop, flip], none, [flip]]", $"exclude: [{{ augment: {excluded} }}]");

        Assert.Equal(left, Enumerable.Range(0, tree.TrialCount).Select(trial => tree.Trial(trial).Axes["augment"]));
    }

    [Fact]
    public void Expand_AxesWithoutEffect_ShareOneStage()
    {
        var tree = MakeSpec.Tree("  momentum: [0.5, 0.9]\n  sparsity: [0, 0.5]", "training: { optimizer: adamw }");

        Assert.Equal((4, 2), (tree.TrialCount, tree.StageCount));
    }

    [Fact]
    public void Trial_FurtherAxes_AreNamedAsWritten()
    {
        var trial = MakeSpec.Tree("  model.width: [0.5, 1]\n  augment: [[flip], none]\n  training.lr: 1e-2").Trial(1);

        Assert.Equal(("mnist", "vgg16", "from-scratch", 0, 1), (trial.Dataset, trial.Architecture, trial.Mode, trial.Sparsity, trial.Seed));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["model.width"] = "0.5",
                ["augment"] = "none",
                ["training.lr"] = "0.01",
            },
            trial.Axes
        );
    }

    /// <summary>The benchmark measures time and memory of a million trials; this test guards the cause of their small size.</summary>
    [Fact]
    public void Expand_ManyTrials_AllocatesLittlePerTrial()
    {
        var spec = MakeSpec.With(
            $"  seed: [{string.Join(", ", Enumerable.Range(1, 500))}]\n  pruning.epochs: [1, 2, 3, 4, 5]\n  batch: [2, 3, 4, 5]\n  sparsity: [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]"
        );
        Expansion.Expand(MakeSpec.With("  sparsity: [0, 0.5]"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var tree = Expansion.Expand(spec);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(100_000, tree.TrialCount);
        Assert.Equal((4 * 500) + (90_000), tree.StageCount);
        Assert.InRange(bytes / tree.TrialCount, 0, 300);
    }

    private static IEnumerable<StageDefinition> Stages(StageTree tree) => Enumerable.Range(0, tree.StageCount).Select(tree.Stage);

    private static StageDefinition Leaf(StageTree tree, int trial) => tree.Stage(tree.Leaf(trial));

    private static List<StageDefinition> Path(StageTree tree, int trial)
    {
        var path = new List<StageDefinition>();
        for (var stage = tree.Leaf(trial); stage >= 0; stage = tree.Parent(stage))
        {
            path.Insert(0, tree.Stage(stage));
        }

        return path;
    }
}
