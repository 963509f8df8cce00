using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Pruning;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Pruning;

public sealed class WeightPrunerTests
{
    private static readonly ParameterSpan[] _twoLayers =
    [
        new("a.weight", 0, 7, true),
        new("b.weight", 7, 13, true),
        new("a.bias", 20, 5, false),
    ];

    public static TheoryData<double, Scope, Criterion> Cases =>
        new MatrixTheoryData<double, Scope, Criterion>(
            [0, 0.1, 0.5, 0.7, 0.95, 1],
            [Scope.Global, Scope.Layer],
            [Criterion.Magnitude, Criterion.Random]
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prune_AllWeightsEqual_RemovesExactlyTheAskedNumber(double sparsity, Scope scope, Criterion criterion)
    {
        var architecture = Layouts.Tiny("mobilenet");
        var spans = architecture.Spans();
        var weights = Enumerable.Repeat(-0.5f, (int)architecture.Parameters).ToArray();
        var kept = architecture.AllKept();

        new WeightPruner(spans, new Ranking(criterion, 1), scope).Prune(weights, kept, sparsity);

        AssertExact(spans, kept, sparsity, scope);
    }

    [Theory]
    [InlineData(Scope.Global)]
    [InlineData(Scope.Layer)]
    public void Prune_LevelAfterLevel_KeepsRemovedOnesRemovedAndCountsThem(Scope scope)
    {
        var architecture = Layouts.Tiny("vgg16");
        var spans = architecture.Spans();
        var pruner = new WeightPruner(spans, new Ranking(Criterion.Magnitude, 0), scope);
        var kept = architecture.AllKept();
        for (var level = 1; level <= 4; level++)
        {
            var sparsity = 1 - Math.Pow(0.5, level);
            var before = (bool[])kept.Clone();

            // Each level has other weights, since training in between changes the order.
            pruner.Prune(architecture.RandomWeights(level), kept, sparsity);

            AssertExact(spans, kept, sparsity, scope);
            Assert.DoesNotContain((false, true), before.Zip(kept));
        }
    }

    [Fact]
    public void Prune_GlobalMagnitude_RemovesTheSmallestWhereverTheyAre()
    {
        var weights = Enumerable.Range(0, 25).Select(i => (i % 2 == 0 ? -1f : 1) * (25 - i)).ToArray();
        var kept = AllKept();

        new WeightPruner(_twoLayers, new Ranking(Criterion.Magnitude, 0), Scope.Global).Prune(weights, kept, 0.25);

        Assert.Equal([15, 16, 17, 18, 19], Removed(kept));
    }

    [Fact]
    public void Prune_LayerMagnitude_RemovesTheSmallestOfEach()
    {
        var weights = Enumerable.Range(0, 25).Select(i => (float)i).ToArray();
        var kept = AllKept();

        new WeightPruner(_twoLayers, new Ranking(Criterion.Magnitude, 0), Scope.Layer).Prune(weights, kept, 0.25);

        Assert.Equal([0, 1, 7, 8, 9], Removed(kept));
    }

    [Fact]
    public void Prune_Random_DependsOnTheSeedAndNotOnTheWeights()
    {
        var architecture = Layouts.Tiny("vgg16");
        bool[] Prune(int seed, int weights)
        {
            var kept = architecture.AllKept();
            new WeightPruner(architecture.Spans(), new Ranking(Criterion.Random, seed), Scope.Global).Prune(
                architecture.RandomWeights(weights),
                kept,
                0.5
            );
            return kept;
        }

        Assert.Equal(Prune(1, 1), Prune(1, 2));
        var shared = Prune(1, 1).Zip(Prune(2, 1)).Count(pair => pair is (false, false)) / (0.5 * architecture.PrunableParameters);
        Assert.InRange(shared, 0.45, 0.55);
    }

    [Fact]
    public void Prune_LayerLosesAllItsWeights_WarnsWithItsName()
    {
        var weights = Enumerable.Range(0, 25).Select(i => i < 7 ? 0.01f : 1).ToArray();

        var warnings = new WeightPruner(_twoLayers, new Ranking(Criterion.Magnitude, 0), Scope.Global).Prune(weights, AllKept(), 0.4);

        Assert.Contains("a.weight", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Prune_BelowWhatIsRemovedAlready_SaysWhatCanBeAsked()
    {
        var pruner = new WeightPruner(_twoLayers, new Ranking(Criterion.Magnitude, 0), Scope.Global);
        var kept = AllKept();
        pruner.Prune(new float[25], kept, 0.5);

        var error = Assert.Throws<StageException>(() => pruner.Prune(new float[25], kept, 0.4));

        Assert.Equal(FailureCause.Stage, error.Cause);
        Assert.Contains("0.5 or more", error.Message, StringComparison.Ordinal);
    }

    private static void AssertExact(IReadOnlyList<ParameterSpan> spans, bool[] kept, double sparsity, Scope scope)
    {
        int Zeros(ParameterSpan span) => span.In<bool>(kept.AsSpan()).Count(false);
        int Asked(int count) => (int)Math.Round(sparsity * count, MidpointRounding.AwayFromZero);
        var prunable = spans.Where(span => span.IsPrunable).ToList();
        if (scope == Scope.Layer)
        {
            Assert.All(prunable, span => Assert.Equal(Asked(span.Count), Zeros(span)));
        }
        else
        {
            Assert.Equal(Asked(prunable.Sum(span => span.Count)), prunable.Sum(Zeros));
        }

        Assert.All(spans.Where(span => !span.IsPrunable), span => Assert.Equal(0, Zeros(span)));
    }

    private static bool[] AllKept() => [.. Enumerable.Repeat(true, 25)];

    private static int[] Removed(bool[] kept) => [.. Enumerable.Range(0, kept.Length).Where(i => !kept[i])];
}
