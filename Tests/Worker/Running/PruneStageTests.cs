using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Running;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class PruneStageTests
{
    public static TheoryData<Granularity, Scope, PruningSchedule, Optimizer> Cases =>
        new()
        {
            { Granularity.Weight, Scope.Global, PruningSchedule.OneShot, Optimizer.Sgd },
            { Granularity.Weight, Scope.Layer, PruningSchedule.Gradual, Optimizer.AdamW },
            { Granularity.Filter, Scope.Global, PruningSchedule.Gradual, Optimizer.Sgd },
            { Granularity.Filter, Scope.Layer, PruningSchedule.Iterative, Optimizer.AdamW },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task RunAsync_PruneStage_RemovesTheAskedAndHoldsThemAtPlusZero(
        Granularity granularity,
        Scope scope,
        PruningSchedule schedule,
        Optimizer optimizer
    )
    {
        using var engine = new EngineFixture();
        var dense = EngineFixture.Train() is var train
            ? train with
            {
                Training = train.Training with { Epochs = 1, Optimizer = optimizer, Lr = 0.01 },
            }
            : null!;
        await engine.RunAsync(dense);
        var settings = new PruningSettings
        {
            Granularity = granularity,
            Scope = scope,
            Schedule = schedule,
            Epochs = 3,
        };
        var stage = EngineFixture.Prune(dense, 0.6, settings);

        var result = await engine.RunAsync(stage);

        using var saved = engine.Open(stage);
        using var network = new Network(saved.Definition.Architecture());
        saved.RestoreInto(network);
        using var masks = saved.ReadMasks(network)!;
        var kept = masks.data<bool>().ToArray();
        var bits = network.Flat.data<float>().ToArray().Select(BitConverter.SingleToUInt32Bits).ToArray();
        Assert.All(kept.Zip(bits).Where(pair => !pair.First), pair => Assert.Equal(0u, pair.Second));
        Assert.Equal(kept.Count(isKept => isKept), result.ParametersNonzero);
        Assert.True(kept.Zip(bits).Count(pair => pair.First && pair.Second != 0) > 0.9 * result.ParametersNonzero);
        AssertCounts(network, kept, granularity, scope, result.Sparsity);
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("mobilenet")]
    public async Task RunAsync_FiltersRemoved_NetworkWithoutThemComputesTheSame(string architecture)
    {
        using var engine = new EngineFixture();
        var dense = EngineFixture.Train(architecture);
        await engine.RunAsync(dense);
        var stage = EngineFixture.Prune(dense, 0.4, new PruningSettings { Granularity = Granularity.Filter, Epochs = 2 });

        var result = await engine.RunAsync(stage);

        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var saved = engine.Open(stage);
        using var network = new Network(saved.Definition.Architecture());
        saved.RestoreInto(network);
        using var small = Shrinking.Shrink(network, saved.ReadMasks(network)!.data<bool>().ToArray());
        var images = tensor(Enumerable.Range(0, 4 * 3 * 32 * 32).Select(i => MathF.Sin(i * 0.37f)).ToArray(), [4, 3, 32, 32]);
        var (whole, shrunk) = (network.Forward(images, training: false), small.Forward(images, training: false));
        Assert.True(small.Architecture.Parameters < network.Architecture.Parameters);
        Assert.Equal(result.ParametersNonzero, small.Architecture.Parameters);
        Assert.Equal(result.FlopsEffective, small.Architecture.MultiplyAccumulates);
        Assert.Equal(result.SizeBytes, 4 * (small.Architecture.Parameters + small.Architecture.StatisticsCount));
        Assert.All(whole.data<float>().ToArray().Zip(shrunk.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.True(whole.std().item<float>() > 1e-3, "logits that are all alike prove nothing");
    }

    [Fact]
    public async Task RunAsync_MagnitudeAtInitialisationAt316Times_ReportsLayerCollapse()
    {
        using var engine = new EngineFixture();
        var untrained = EngineFixture.Train() is var train ? train with { Training = train.Training with { Epochs = 0 } } : null!;
        await engine.RunAsync(untrained);
        var stage = EngineFixture.Prune(untrained, 1 - (1 / 316.0), new PruningSettings { Schedule = PruningSchedule.OneShot, Epochs = 0 });

        var result = await engine.RunAsync(stage);

        Assert.Contains(result.Warnings, warning => warning.Contains("layer collapse", StringComparison.Ordinal));
        Assert.Equal(10, result.Top1, 5);
        Assert.Equal(0, result.ImagesPerSecond);
    }

    [Fact]
    public async Task RunAsync_IterativeLevels_KeepWhatTheLevelBeforeRemoved()
    {
        using var engine = new EngineFixture();
        var dense = Dense();
        await engine.RunAsync(dense);
        var first = EngineFixture.Prune(dense, 0.5);
        var second = EngineFixture.Prune(first, 0.8);
        await engine.RunAsync(first);
        await engine.RunAsync(second);

        var (before, after) = (Kept(engine, first), Kept(engine, second));

        Assert.DoesNotContain((false, true), before.Zip(after));
        Assert.True(after.Count(kept => kept) < before.Count(kept => kept));
    }

    [Fact]
    public async Task RunAsync_ParentStillInMemory_GivesTheSameBitsWithoutReadingTheStore()
    {
        using var reading = new EngineFixture();
        using var store = new EngineFixture();
        using var keeping = new EngineFixture { Checkpoints = new RecentCheckpoints(store.Store) };
        var dense = Dense();
        var child = EngineFixture.Prune(dense, 0.5);
        await reading.RunAsync(dense);
        await keeping.RunAsync(dense);
        File.WriteAllBytes(store.PathOf(CheckpointName.Final(dense.Id)), [0]);

        await reading.RunAsync(child);
        await keeping.RunAsync(child);

        Assert.Equal(Flat(reading, child), Flat(store, child));
    }

    private static StageDefinition Dense() =>
        EngineFixture.Train() is var train ? train with { Training = train.Training with { Epochs = 1 } } : null!;

    private static float[] Flat(EngineFixture engine, StageDefinition stage)
    {
        using var saved = engine.Open(stage);
        using var network = new Network(saved.Definition.Architecture());
        saved.RestoreInto(network);
        return network.Flat.data<float>().ToArray();
    }

    private static bool[] Kept(EngineFixture engine, StageDefinition stage)
    {
        using var saved = engine.Open(stage);
        using var network = new Network(saved.Definition.Architecture());
        using var masks = saved.ReadMasks(network)!;
        return masks.data<bool>().ToArray();
    }

    private static void AssertCounts(Network network, bool[] kept, Granularity granularity, Scope scope, double reported)
    {
        List<ParameterSpan> spans =
        [
            .. network.Parameters.Select(view => new ParameterSpan(view.Name, (int)view.Offset, (int)view.Count, view.IsPrunable)),
        ];
        var prunable = kept[..(int)network.PrunableCount];
        Assert.Equal((double)prunable.Count(isKept => !isKept) / prunable.Length, reported, 12);
        var counts =
            granularity == Granularity.Filter
                ? Pruners
                    .FiltersOf(network.Architecture, spans)
                    .Select(filters => (Total: filters.Count, Removed: filters.Count - filters.CountKept(kept)))
                : spans
                    .Where(span => span.IsPrunable)
                    .Select(span => (Total: span.Count, Removed: span.In<bool>(kept.AsSpan()).Count(false)));
        var list = scope == Scope.Layer ? counts.ToList() : [(counts.Sum(count => count.Total), counts.Sum(count => count.Removed))];
        Assert.All(list, count => Assert.Equal((int)Math.Round(0.6 * count.Total, MidpointRounding.AwayFromZero), count.Removed));
    }
}
