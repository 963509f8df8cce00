using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data;
using Sweep.Worker.Data;

namespace Sweep.Tests.Worker.Running;

/// <summary>Tests that training learns something on small parts of real data sets, where the checkout has them.</summary>
public sealed class RealDataTests
{
    [Fact]
    public async Task RunAsync_Cifar10_IsWellAboveChance()
    {
        using var engine = new EngineFixture { Folders = Shared() };
        var stage = EngineFixture.Train();
        stage = stage with
        {
            Data = new DataSettings
            {
                Dataset = "cifar10",
                Samples = 1000,
                Classes = [0, 1, 5, 8],
            },
            Training = stage.Training with { Epochs = 8, Batch = 32 },
        };

        var result = await engine.RunAsync(stage);

        Assert.True(result.Top1 > 45, $"top-1 of four classes is {result.Top1}");
    }

    [Fact]
    public async Task RunAsync_ImageNetWeights_StartAheadOfScratch()
    {
        const string weights = "mobilenetv1_025_imagenet.safetensors";
        var folders = Shared();
        Assert.SkipUnless(File.Exists(Path.Combine(folders.Read[0], "weights", weights)), "the shared weights are not here");
        using var engine = new EngineFixture { Folders = folders };
        var scratch = EngineFixture.Train("mobilenet");
        scratch = scratch with
        {
            Model = scratch.Model with { Width = 0.25 },
            Data = new DataSettings
            {
                Dataset = "cifar10",
                Samples = 600,
                Classes = [0, 1, 5, 8],
            },
            Training = scratch.Training with { Epochs = 3, Batch = 32, Lr = 0.02 },
        };
        var tuned = scratch with { Id = EngineFixture.NewId(), Weights = new WeightsSource(weights) };

        var (from, without) = (await engine.RunAsync(tuned), await engine.RunAsync(scratch));

        Assert.True(from.Top1 > without.Top1 + 5, $"{from.Top1} with ImageNet's weights, {without.Top1} without");
        using var saved = engine.Open(tuned);
        Assert.Equal(1e-3, saved.Definition.Variant.NormEps);
        Assert.Equal([0.5, 0.5, 0.5], saved.Definition.Input!.Mean);
    }

    private static DataFolders Shared() => SharedData.Folders(Path.GetTempPath());
}
