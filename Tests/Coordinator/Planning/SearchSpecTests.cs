using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

/// <summary>The search settings of a spec.</summary>
public sealed class SearchSpecTests
{
    [Fact]
    public void Read_NoSearch_IsNull() => Assert.Null(MakeSpec.With("  sparsity: [0, 0.5]").Search);

    [Fact]
    public void Read_Levels_AreThoseOfTheRange()
    {
        var spec = MakeSpec.With("  sparsity: { search: break-point, from: 0.5, to: 0.85, resolution: 0.1, most: 4 }");

        Assert.Equal(new SearchSettings { Levels = new LevelSearch(0.1, 4) }, spec.Search);
        Assert.Equal([0.0, 0.5, 0.6, 0.7, 0.8, 0.85], Axis(spec, "sparsity"));
    }

    [Fact]
    public void Read_LevelsByDefault_AreHundredthsUpTo99()
    {
        var spec = MakeSpec.With("  sparsity: { search: break-point }");

        Assert.Equal(new SearchSettings { Levels = new LevelSearch(0.01, null) }, spec.Search);
        Assert.Equal([.. Enumerable.Range(0, 100).Select(hundredth => (object)(hundredth / 100.0))], Axis(spec, "sparsity"));
    }

    [Fact]
    public void Read_SeedsAndStop_ReadsBoth()
    {
        var spec = MakeSpec.With(
            "  mode: [fine-tuned, from-scratch]\n  sparsity: [0, 0.5]\n  seed: { until: resolved, most: 6 }",
            "pretrain: { vgg16: { dataset: cifar10 } }\nstop: { below: 12.5 }"
        );

        Assert.Equal(new SearchSettings { Seeds = new SeedSearch(3, 6), Stop = new StopRule(12.5) }, spec.Search);
        Assert.Equal([1, 2, 3, 4, 5, 6], Axis(spec, "seed"));
    }

    [Theory]
    [InlineData("  sparsity: { from: 0.5 }", "", "grid.sparsity.search: is missing; expected break-point")]
    [InlineData("  sparsity: { search: random }", "", "grid.sparsity.search: expected break-point, found 'random'")]
    [InlineData(
        "  sparsity: { search: break-point, from: 0.9, to: 0.5 }",
        "",
        "grid.sparsity.to: is 0.5, not above from, 0.9; expected a range of levels to search"
    )]
    [InlineData(
        "  sparsity: { search: break-point, resolution: 0 }",
        "",
        "grid.sparsity.resolution: expected a number from 0.001 to 0.5, found '0'"
    )]
    [InlineData(
        "  sparsity: { search: break-point, resolutoin: 0.1 }",
        "",
        "grid.sparsity.resolutoin: unknown key, did you mean resolution?; expected one of search, from, to, resolution, most"
    )]
    [InlineData(
        "  sparsity: { search: break-point, most: 0 }",
        "",
        "grid.sparsity.most: expected a whole number from 1 to 1000, found '0'"
    )]
    [InlineData("  seed: { until: resolved, least: 5, most: 3 }", "", "grid.seed.least: is 5, above most, 3; expected at most 3")]
    [InlineData(
        "  seed: { until: resolved }",
        "",
        "grid.seed: searches until the modes are told apart; expected grid.mode [fine-tuned, from-scratch], and in grid.sparsity 0 and levels above it"
    )]
    [InlineData(
        "  sparsity: [0.5, 0.9]",
        "stop: { below: 10 }",
        "grid.sparsity: lacks what stop compares; expected 0, the dense network, and levels above it"
    )]
    [InlineData(
        "  sparsity: [0, 0.9]",
        "stop: 10",
        "stop: expected { below: POINTS }, the points of top-1 after whose loss no higher level is trained"
    )]
    [InlineData("  sparsity: [0, 0.9]", "stop: { below: 0 }", "stop.below: expected a number above 0 to 100, found '0'")]
    [InlineData("  width: { search: break-point }", "", "grid.width: expected a number above 0 to 8, found a block of settings")]
    public void Read_InvalidSearch_NamesThePlace(string grid, string root, string problem)
    {
        var problems = SpecReading.Read(MakeSpec.Text(grid, root)).Problems;

        Assert.Contains(problem, problems.Select(found => $"{found.Path}: {found.Message}"));
    }

    [Fact]
    public void Compare_OtherSearch_DiffersButCanBeGrownInto()
    {
        var (before, after) = (
            MakeSpec.Tree("  sparsity: { search: break-point }"),
            MakeSpec.Tree("  sparsity: { search: break-point, most: 5 }")
        );

        Assert.Equal((false, true), (SpecComparison.Of(before, after).IsSame, SpecComparison.Of(before, after).IsGrowth));
        Assert.Equal("the same trials, another search", SpecComparison.Of(before, after).ToString());
    }

    [Theory]
    [InlineData("sparsity: { search: break-point }", false)]
    [InlineData("sparsity: [0, 0.5]", true)]
    public void Compare_OtherTolerance_MattersToASearchOnly(string sparsity, bool isSame) =>
        Assert.Equal(
            isSame,
            SpecComparison.Of(MakeSpec.Tree($"  {sparsity}"), MakeSpec.Tree($"  {sparsity}", "report: { tolerance: 2 }")).IsSame
        );

    [Fact]
    public void Expand_ChosenPoints_ContainsTheseTrialsAndTheirAncestors()
    {
        var spec = MakeSpec.With("  sparsity: [0, 0.5, 0.9]\n  seed: [1, 2]");
        var tree = Expansion.Expand(spec, new HashSet<int> { 5 });

        // Seed 2 at 90 % stands below 50 %, which stands below the dense network.
        Assert.Equal((1, 3, 0.9, 2), (tree.TrialCount, tree.StageCount, tree.Trial(0).Sparsity, tree.Trial(0).Seed));
    }

    private static IReadOnlyList<object?> Axis(SweepSpec spec, string name) => spec.Axes.Single(axis => axis.Name == name).Values;
}
