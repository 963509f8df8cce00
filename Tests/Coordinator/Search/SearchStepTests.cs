using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Search;
using Sweep.Tests.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Search;

public sealed class SearchStepTests
{
    private const string Both = "mode: [fine-tuned, from-scratch]";
    private const string Pretrain = "pretrain: { vgg16: { dataset: cifar10, epochs: 1 } }";
    private const string OneShot = "pruning: { schedule: one-shot }";

    [Fact]
    public void Levels_OneShot_AreBisectedDownToTheResolution()
    {
        var search = Search("sparsity: { search: break-point }\n  seed: [1, 2]", OneShot, Falling(0.873));

        search.Run();

        var levels = search.Levels("from-scratch");
        Assert.Equal([0, 0.99], levels.Where(level => level is 0 or 0.99));
        Assert.Contains(0.87, levels);
        Assert.Contains(0.88, levels);
        // Of the 98 levels between the ends, seven are tried.
        Assert.Equal(2 + 7, levels.Count);
        Assert.Equal([1, 2], search.Seeds());
        Assert.Null(Assert.Single(search.Last.Ends).Reason);
    }

    [Fact]
    public void Levels_AllKeepTheAccuracy_AreTheEndsOfTheRange()
    {
        var search = Search("sparsity: { search: break-point, from: 0.5, to: 0.9, resolution: 0.1 }", OneShot, _ => 90);

        Assert.Equal([0, 0.9], search.Run().Select(trial => trial.Sparsity));
    }

    [Fact]
    public void Levels_NoneKeepsTheAccuracy_AreBisectedDownToTheLowest()
    {
        var search = Search("sparsity: { search: break-point, to: 0.8, resolution: 0.1 }", OneShot, trial => trial.Sparsity == 0 ? 90 : 20);

        search.Run();

        Assert.Equal([0, 0.1, 0.2, 0.4, 0.8], search.Levels("from-scratch"));
    }

    [Fact]
    public void Levels_Iterative_RiseUntilTheAccuracyIsLost()
    {
        var search = Search("sparsity: { search: break-point, from: 0.5, to: 0.9, resolution: 0.1 }\n  seed: [1, 2, 3]", "", Falling(0.65));

        search.Run();

        Assert.Equal([0, 0.5, 0.6, 0.7], search.Levels("from-scratch"));
        Assert.Equal("at 70% the accuracy is lost for sure, by 6 points", Assert.Single(search.Last.Ends).Reason);
    }

    /// <summary>A mean drop of 2 ± 3 points does not show with certainty that more than one point is lost.</summary>
    [Fact]
    public void Levels_IterativeWithAnUncertainLoss_RiseFurther()
    {
        var search = Search(
            "sparsity: { search: break-point, from: 0.5, to: 0.9, resolution: 0.1 }\n  seed: [1, 2, 3]",
            "",
            trial =>
                trial.Sparsity switch
                {
                    0 => 90,
                    <= 0.5 => 90,
                    <= 0.7 => 88 + (3 * (trial.Seed - 2)),
                    _ => 30,
                }
        );

        search.Run();

        Assert.Equal([0, 0.5, 0.6, 0.7, 0.8], search.Levels("from-scratch"));
    }

    [Fact]
    public void Levels_MostWereTried_Ends()
    {
        var search = Search("sparsity: { search: break-point, most: 3 }", OneShot, Falling(0.873));

        search.Run();

        Assert.Equal(4, search.Levels("from-scratch").Count);
        Assert.Equal("3 levels were tried, the most that were asked for", Assert.Single(search.Last.Ends).Reason);
    }

    [Fact]
    public void Stop_AccuracyCollapses_OmitsHigherLevels()
    {
        var search = Search("sparsity: [0.9, 0, 0.5, 0.7, 0.95]", "stop: { below: 10 }", trial => trial.Sparsity < 0.7 ? 90 : 70);

        search.Run();

        Assert.Equal([0, 0.5, 0.7], search.Levels("from-scratch"));
        Assert.Equal("at 70% the accuracy has collapsed, by 20 points", Assert.Single(search.Last.Ends).Reason);
    }

    [Fact]
    public void Stop_AccuracyFallsByLess_TriesAllLevels()
    {
        var search = Search("sparsity: [0, 0.5, 0.9]", "stop: { below: 10 }", trial => trial.Sparsity < 0.7 ? 90 : 80);

        Assert.Equal(3, search.Run().Count);
        Assert.Empty(search.Last.Ends);
    }

    [Fact]
    public void Seeds_ModesDiffer_AreTheLeast()
    {
        var search = Search(
            $"{Both}\n  sparsity: [0, 0.5, 0.7, 0.9]\n  seed: {{ until: resolved, least: 3, most: 8 }}",
            Pretrain,
            trial => trial.Mode == "fine-tuned" ? Falling(0.85)(trial) : Falling(0.6)(trial)
        );

        search.Run();

        Assert.Equal([1, 2, 3], search.Seeds());
    }

    /// <summary>Each mode is better by the same amount with every other seed.</summary>
    [Fact]
    public void Seeds_ModesAreTheSame_AreTheMost()
    {
        var search = Search(
            $"{Both}\n  sparsity: [0, 0.5, 0.7, 0.9]\n  seed: {{ until: resolved, least: 3, most: 6 }}",
            Pretrain,
            trial => Falling(0.6)(trial) - (trial.Sparsity == 0.7 ? 4 * ((trial.Seed + (trial.Mode == "fine-tuned" ? 1 : 0)) % 2) : 0)
        );

        search.Run();

        Assert.Equal([1, 2, 3, 4, 5, 6], search.Seeds());
        Assert.Equal(6 * 2 * 4, search.Trials.Count);
    }

    /// <summary>No number of seeds tells modes apart that no level tells apart.</summary>
    [Fact]
    public void Seeds_EveryLevelKeepsTheAccuracy_AreTheLeast()
    {
        var search = Search($"{Both}\n  sparsity: [0, 0.5]\n  seed: {{ until: resolved, least: 2, most: 6 }}", Pretrain, _ => 90);

        search.Run();

        Assert.Equal([1, 2], search.Seeds());
    }

    [Theory]
    [InlineData("the dense network does no better than guessing")]
    [InlineData("the dense network is not measured")]
    public void Step_NoDenseNetwork_EndsWithTheReason(string reason)
    {
        var search = new SimulatedSearch(
            MakeSpec.With(
                $"  {Both}\n  sparsity: {{ search: break-point }}\n  seed: {{ until: resolved, most: 5 }}",
                $"{Pretrain}\n{OneShot}"
            ),
            trial => trial.Sparsity == 0 && reason.EndsWith("measured", StringComparison.Ordinal) ? null : 50
        )
        {
            IsAtChance = _ => true,
        };

        search.Run();

        Assert.All(search.Last.Ends, end => Assert.Equal((reason, 2), (end.Reason, end.Tried.Count)));
        Assert.Equal([1, 2, 3], search.Seeds());
    }

    [Fact]
    public void Step_LevelFails_CountsAsLost()
    {
        var search = Search(
            "sparsity: { search: break-point, to: 0.8, resolution: 0.1 }",
            OneShot,
            trial => trial.Sparsity is > 0.35 and < 0.45 ? null : 90 - (trial.Sparsity > 0.7 ? 50 : 0)
        );

        search.Run();

        Assert.Equal([0, 0.2, 0.3, 0.4, 0.8], search.Levels("from-scratch"));
    }

    [Fact]
    public void Step_ExcludedPoints_AreNotChosen()
    {
        var search = Search(
            "sparsity: { search: break-point, from: 0.5, to: 0.9, resolution: 0.1 }\n  seed: [1, 2]",
            "exclude: [{ sparsity: 0.6, seed: 2 }, { sparsity: 0.7 }]",
            Falling(0.75)
        );

        var trials = search.Run();

        Assert.Equal([0, 0.5, 0.6, 0.8], search.Levels("from-scratch"));
        Assert.DoesNotContain(trials, trial => trial is { Sparsity: 0.6, Seed: 2 });
    }

    /// <summary>The trials settle in any order and any number at a time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Step_AnyOrder_ChoosesTheSameTrials(int seed)
    {
        var text =
            $"  dataset: [mnist, cifar10]\n  {Both}\n  sparsity: {{ search: break-point, resolution: 0.03 }}\n  seed: {{ until: resolved, least: 2, most: 5 }}";
        var spec = SpecReading.Read($"name: test\ngrid:\n  architecture: vgg16\n{text}\n{Pretrain}\n{OneShot}\n").Spec!;
        double? Measure(Trial trial) =>
            Falling((trial.Mode == "fine-tuned" ? 0.7 : 0.6) + (0.02 * trial.Seed) + (trial.Dataset == "mnist" ? 0.2 : 0))(trial);
        var random = new Random(seed);
        var together = new SimulatedSearch(spec, Measure);
        var oneByOne = new SimulatedSearch(spec, Measure) { Settling = open => open.OrderBy(_ => random.Next()).Take(1 + random.Next(3)) };

        Assert.Equal(
            together.Run(),
            oneByOne.Run(),
            (left, right) => left!.Index == right!.Index && left.Sparsity.Equals(right.Sparsity) && left.Seed == right.Seed
        );
        Assert.True(oneByOne.Rounds > together.Rounds);
    }

    [Fact]
    public void Step_TrialsChosenBefore_AreKeptAndCompleted()
    {
        var spec = Spec("sparsity: { search: break-point, to: 0.9, resolution: 0.1 }\n  seed: [1, 2]", OneShot);
        var grid = new SearchGrid(spec);
        var before = grid.Places[0][0].Levels.Single(level => level.Sparsity == 0.3).Points[1];

        var search = new SimulatedSearch(spec, Falling(0.65));
        search.Run(before);

        Assert.Equal([0, 0.3, 0.6, 0.7, 0.8, 0.9], search.Levels("from-scratch"));
        Assert.Equal(6 * 2, search.Trials.Count);
    }

    [Fact]
    public void FindPoint_EveryTrial_FindsItsPoint()
    {
        var spec = Spec(
            "sparsity: { search: break-point, to: 0.9, resolution: 0.3 }\n  width: [0.25, 0.5]\n  seed: [7, 9]",
            "exclude: [{ seed: 9, width: 0.5 }]"
        );
        var (grid, tree) = (new SearchGrid(spec), Expansion.Expand(spec));
        var points = Enumerable
            .Range(0, tree.TrialCount)
            .Select(tree.Trial)
            .Select(trial =>
                grid.FindPoint(
                    new TrialResult
                    {
                        Sweep = "",
                        Index = trial.Index,
                        Dataset = trial.Dataset,
                        Architecture = trial.Architecture,
                        Mode = trial.Mode,
                        Sparsity = trial.Sparsity,
                        Seed = trial.Seed,
                        Axes = trial.Axes,
                        StageId = tree.Id(trial.LeafStage),
                        State = TrialState.Pending,
                        SpecHash = "",
                    }
                )
            )
            .ToList();

        Assert.Equal(tree.TrialCount, points.Distinct().Count());
        for (var trial = 0; trial < points.Count; trial++)
            Assert.Equal(tree.Id(tree.Leaf(trial)), LeafOf(spec, points[trial]!.Value));
    }

    private static Sweep.Contracts.Stages.StageId LeafOf(Sweep.Contracts.Spec.SweepSpec spec, int point)
    {
        var tree = Expansion.Expand(spec, new HashSet<int> { point });
        return tree.Id(tree.Leaf(0));
    }

    /// <summary>90 % up to a sparsity, and above it 120 points less per unit of sparsity: 1.2 points for each level of 0.01.</summary>
    private static Func<Trial, double?> Falling(double from) => trial => 90 - (120 * Math.Max(0, trial.Sparsity - from));

    private static Sweep.Contracts.Spec.SweepSpec Spec(string grid, string root) => MakeSpec.With($"  {grid}", root);

    private static SimulatedSearch Search(string grid, string root, Func<Trial, double?> measure) => new(Spec(grid, root), measure);
}
