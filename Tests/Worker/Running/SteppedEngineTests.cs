using System.Threading.Channels;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Holding;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

public sealed class SteppedEngineTests : IDisposable
{
    private static readonly StageDefinition _stage = new()
    {
        Id = new StageId(1),
        Kind = StageKind.Train,
        Data = new DataSettings { Dataset = "mnist" },
        Model = new ModelSettings { Architecture = "vgg16" },
        Training = new TrainingSettings { Epochs = 3 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-steps-").FullName;
    private readonly Progress _progress = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete($"{_folder}.taken");
    }

    [Fact]
    public async Task Run_StepByStep_EachEpochWaitsForOne()
    {
        var run = Run(StageStop.Never);
        foreach (var epoch in new[] { 1, 2, 3 })
        {
            Assert.False(run.IsCompleted);
            Assert.False(_progress.Epochs.TryPeek(out _));
            File.Create(Path.Combine(_folder, $"{epoch}")).Dispose();
            Assert.Equal(epoch, await _progress.Epochs.ReadAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(3, (await run).Epochs.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_StoppedWhileItWaits_Ends(bool save)
    {
        using var stop = new CancellationTokenSource();
        var run = Run(save ? new StageStop(stop.Token, default) : new StageStop(default, stop.Token));
        File.Create(Path.Combine(_folder, "1")).Dispose();
        Assert.Equal(1, await _progress.Epochs.ReadAsync(TestContext.Current.CancellationToken));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(_progress.Epochs.TryPeek(out _));
    }

    private Task<FinishedStage> Run(StageStop stop) =>
        new SteppedEngine(new NoopEngine(TimeSpan.Zero, TimeProvider.System), new Steps(_folder)).RunAsync(
            new StageWork(_stage),
            _progress,
            stop
        );

    private sealed class Progress : IProgress<StageProgress>
    {
        private readonly Channel<int> _epochs = Channel.CreateUnbounded<int>();

        public ChannelReader<int> Epochs => _epochs.Reader;

        public void Report(StageProgress value) => _epochs.Writer.TryWrite(value.Epoch);
    }
}
