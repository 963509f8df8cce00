using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

public sealed class NoopEngineTests
{
    private static readonly StageDefinition _stage = new()
    {
        Id = new StageId(1),
        Kind = StageKind.Train,
        Data = new DataSettings { Dataset = "mnist" },
        Model = new ModelSettings { Architecture = "vgg16" },
        Training = new TrainingSettings { Epochs = 3 },
    };

    [Fact]
    public async Task Run_NoWait_ReportsEveryEpochAndSaysThatNothingWasTrained()
    {
        var progress = new Progress();
        var (result, epochs) = await new NoopEngine(TimeSpan.Zero, TimeProvider.System).RunAsync(
            new StageWork(_stage),
            progress,
            StageStop.Never
        );

        Assert.Equal([1, 2, 3], progress.Reports.Select(report => report.Metrics!.Epoch));
        Assert.Equal(progress.Reports.Select(report => report.Metrics), epochs);
        Assert.Equal(1, progress.Reports[^1].Fraction);
        Assert.Equal(("noop", 3, 0.0), (result.Device, result.Epochs, result.Top1));
        Assert.Contains("noop", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_Stopped_Throws(bool save)
    {
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        var run = new NoopEngine(TimeSpan.FromSeconds(1), time).RunAsync(
            new StageWork(_stage),
            new Progress(),
            save ? new StageStop(stop.Token, default) : new StageStop(default, stop.Token)
        );
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private sealed class Progress : IProgress<StageProgress>
    {
        public List<StageProgress> Reports { get; } = [];

        public void Report(StageProgress value) => Reports.Add(value);
    }
}
