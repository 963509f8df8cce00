using Sweep.Contracts.Stages;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class SplitsTests
{
    [Fact]
    public async Task RunAsync_InParts_LearnsAndWarns()
    {
        using var engine = new EngineFixture();
        var stage = Stage();

        var (result, epochs) = await engine.FinishAsync(new StageWork(stage, Splits: 4));

        Assert.Contains("in 4 parts", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.True(
            epochs[^1].TrainLoss < 0.9 * epochs[0].TrainLoss,
            $"the loss went from {epochs[0].TrainLoss} to {epochs[^1].TrainLoss}"
        );
    }

    [Fact]
    public async Task RunAsync_BatchThatCannotBeSplit_DoesNotWarn()
    {
        using var engine = new EngineFixture();
        var stage = Stage();
        stage = stage with { Data = stage.Data with { Samples = 10 }, Training = stage.Training with { Epochs = 1, Batch = 3 } };

        var (result, _) = await engine.FinishAsync(new StageWork(stage, Splits: 8));

        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task RunAsync_ResumedWithoutSplits_StillWarnsOfThem()
    {
        using var engine = new EngineFixture
        {
            Options = new EngineOptions
            {
                Device = TestDevice.Option,
                Threads = 1,
                ReportInterval = TimeSpan.Zero,
            },
        };
        var stage = Stage();
        using var stop = new CancellationTokenSource();
        var progress = new Reports { OnReport = report => StopAfterAStep(report, stop) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            engine.FinishAsync(new StageWork(stage, Splits: 2), progress, new StageStop(stop.Token, default))
        );

        var result = await engine.RunAsync(stage);

        Assert.Contains("in 2 parts", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    /// <summary>The first report gives the data's fingerprint before any step, when there is nothing to save.</summary>
    private static void StopAfterAStep(StageProgress report, CancellationTokenSource stop)
    {
        if (report.Fraction > 0)
            stop.Cancel();
    }

    private static StageDefinition Stage() =>
        EngineFixture.Train() is var stage ? stage with { Training = stage.Training with { Epochs = 4 } } : null!;
}
