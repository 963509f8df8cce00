using Sweep.Contracts.Architectures;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Pruning;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Pruning;

public sealed class FilterPrunerTests
{
    public static TheoryData<string, double, Scope, Criterion> Cases =>
        new MatrixTheoryData<string, double, Scope, Criterion>(
            ["vgg16", "mobilenet"],
            [0, 0.3, 0.5, 0.75],
            [Scope.Global, Scope.Layer],
            [Criterion.Magnitude, Criterion.Random]
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prune_AllWeightsEqual_RemovesExactlyTheAskedNumber(string name, double sparsity, Scope scope, Criterion criterion)
    {
        var architecture = Layouts.Tiny(name);
        var weights = Enumerable.Repeat(0.5f, (int)architecture.Parameters).ToArray();
        var kept = architecture.AllKept();

        Create(architecture, scope, criterion).Prune(weights, kept, sparsity);

        var counts = Removed(architecture, kept);
        if (scope == Scope.Layer)
        {
            Assert.All(counts, count => Assert.Equal(Math.Round(sparsity * count.Total, MidpointRounding.AwayFromZero), count.Removed));
        }
        else
        {
            Assert.Equal(
                Math.Round(sparsity * counts.Sum(count => count.Total), MidpointRounding.AwayFromZero),
                counts.Sum(count => count.Removed)
            );
        }
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("mobilenet")]
    public void Prune_AnyNetwork_MaskCountsWhatTheShrunkNetworkHolds(string name)
    {
        var architecture = Layouts.Tiny(name);
        var kept = architecture.AllKept();
        var spans = architecture.Spans();
        for (var level = 1; level <= 2; level++)
        {
            Create(architecture, Scope.Global, Criterion.Magnitude).Prune(architecture.RandomWeights(level), kept, 0.3 * level);

            var size = NetworkSize.Measure(architecture, spans, kept, Granularity.Filter);
            var shrunk = NetworkSize.Shrunk(architecture, spans, kept);
            Assert.Equal(shrunk.Parameters, size.ParametersNonzero);
            Assert.Equal(shrunk.MultiplyAccumulates, size.FlopsEffective);
            Assert.Equal(4 * (shrunk.Parameters + shrunk.StatisticsCount), size.SizeBytes);
            Assert.True(shrunk.Parameters < architecture.Parameters);
        }
    }

    [Fact]
    public void Prune_Magnitude_RemovesTheFiltersOfSmallestNorm()
    {
        var architecture = Layouts.Tiny("vgg16");
        var weights = Enumerable.Repeat(1f, (int)architecture.Parameters).ToArray();
        var filters = Pruners.FiltersOf(architecture, architecture.Spans());
        var weight = architecture.Spans()[0];
        var row = weight.Count / filters[0].Count;
        weights.AsSpan(weight.Offset + (3 * row), row).Fill(-0.1f);
        var kept = architecture.AllKept();

        Create(architecture, Scope.Layer, Criterion.Magnitude).Prune(weights, kept, 1.0 / filters[0].Count);

        Assert.Equal([3], Enumerable.Range(0, filters[0].Count).Where(i => !filters[0].IsKept(kept, i)));
    }

    [Fact]
    public void Prune_RankingWouldEmptyALayer_KeepsItsBestFilterWarnsAndRemovesAnother()
    {
        var architecture = Layouts.Tiny("vgg16");
        var weights = architecture.RandomWeights();
        var spans = architecture.Spans();
        spans[2].In(weights.AsSpan()).Fill(1e-6f);
        var kept = architecture.AllKept();

        var warnings = Create(architecture, Scope.Global, Criterion.Magnitude).Prune(weights, kept, 0.5);

        var counts = Removed(architecture, kept);
        Assert.Equal(Math.Round(0.5 * counts.Sum(count => count.Total), MidpointRounding.AwayFromZero), counts.Sum(count => count.Removed));
        Assert.Equal(counts[2].Total - 1, counts[2].Removed);
        Assert.Contains(architecture.FilterGroups()[2].Name, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Prune_LayerScopeAsksForAllOfALayer_KeepsOneAndWarns()
    {
        var architecture = Layouts.Tiny("vgg16");
        var kept = architecture.AllKept();

        // 8 filters × 0.95 rounds to 8.
        var warnings = Create(architecture, Scope.Layer, Criterion.Magnitude).Prune(architecture.RandomWeights(), kept, 0.95);

        Assert.All(Removed(architecture, kept), count => Assert.True(count.Removed < count.Total));
        Assert.NotEmpty(warnings);
    }

    [Fact]
    public void Prune_MoreThanOneALayerAllows_SaysWhatCanBeReached()
    {
        var architecture = Layouts.Tiny("vgg16");

        var error = Assert.Throws<StageException>(() =>
            Create(architecture, Scope.Global, Criterion.Magnitude).Prune(architecture.RandomWeights(), architecture.AllKept(), 0.999)
        );

        Assert.Equal(FailureCause.Stage, error.Cause);
        Assert.Contains("at most 0.9", error.Message, StringComparison.Ordinal);
    }

    private static IPruner Create(Architecture architecture, Scope scope, Criterion criterion) =>
        Pruners.Create(
            new PruningSettings
            {
                Granularity = Granularity.Filter,
                Scope = scope,
                Criterion = criterion,
            },
            architecture,
            architecture.Spans(),
            seed: 1
        );

    private static List<(int Total, int Removed)> Removed(Architecture architecture, bool[] kept) =>
        [
            .. Pruners
                .FiltersOf(architecture, architecture.Spans())
                .Select(filters => (filters.Count, filters.Count - filters.CountKept(kept))),
        ];
}
