using Sweep.Contracts.Messages;
using Sweep.Tests.Hosting.Telemetry;
using Sweep.Tests.Worker.Messaging;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;
using Sweep.Worker.Telemetry;

namespace Sweep.Tests.Worker.Telemetry;

public sealed class WorkerMetricsTests : IDisposable
{
    private static readonly RunStage _command = WorkerFixture.Stage(1);

    private readonly Instruments _instruments = new();
    private readonly WorkerMetrics _metrics;

    public WorkerMetricsTests() => _metrics = new WorkerMetrics(_instruments);

    [Fact]
    public void Progressed_Epochs_AreCountedAndTheNewestIsShown()
    {
        _metrics.OnBegun(_command);
        _metrics.OnProgressed(_command, new StageProgress(1, 3, 0.3, 100, new EpochMetrics(1, 2.5, 40, 1.1, 0.1, 0)));
        _metrics.OnProgressed(_command, new StageProgress(1, 3, 0.5, 120, null));
        _metrics.OnProgressed(_command, new StageProgress(2, 3, 0.6, 110, new EpochMetrics(2, 1.5, null, null, 0.1, 0)));

        var series = _instruments.Read();

        Assert.Equal(2, series["sweep.worker.epochs{architecture=vgg16,kind=train}"]);
        Assert.Equal(110, series["sweep.worker.images{architecture=vgg16,kind=train}"]);
        Assert.Equal(1.5, series["sweep.worker.loss{architecture=vgg16,kind=train}"]);
        // The second epoch was not evaluated.
        Assert.Equal(0.4, series["sweep.worker.accuracy.ratio{architecture=vgg16,kind=train}"]);
    }

    [Fact]
    public void Running_SeveralAtOnce_AreSummedAndAveraged()
    {
        foreach (var (stage, loss) in new[] { (1, 1.0), (2, 3.0) })
        {
            _metrics.OnBegun(WorkerFixture.Stage(stage));
            _metrics.OnProgressed(
                WorkerFixture.Stage(stage),
                new StageProgress(1, 3, 0.3, 100, new EpochMetrics(1, loss, null, null, 0.1, 0))
            );
        }

        var series = _instruments.Read();

        Assert.Equal(
            (200, 2),
            (series["sweep.worker.images{architecture=vgg16,kind=train}"], series["sweep.worker.loss{architecture=vgg16,kind=train}"])
        );
    }

    [Fact]
    public void Ended_Attempts_AreCountedByOutcomeAndNoLongerShown()
    {
        var id = _command.Stage.Id;
        _metrics.OnBegun(_command);
        _metrics.OnEnded(_command, new StageCompleted(id, 1, "w", NoopEngine.Nothing, []) { Spent = TimeSpan.FromSeconds(7) });
        _metrics.OnEnded(_command, new StageFailed(id, 1, "w", "e", null, FailureCause.Timeout));
        _metrics.OnEnded(_command, new StageReleased(id, 1, "w"));
        _metrics.OnEnded(_command, null);

        var series = _instruments.Read();

        foreach (var outcome in new[] { "completed", "failed", "released", "superseded" })
            Assert.Equal(1, series[$"sweep.worker.attempts{{architecture=vgg16,kind=train,outcome={outcome}}}"]);
        Assert.Equal(
            (1, 0),
            (series["sweep.worker.attempt.failures{cause=timeout}"], series["sweep.worker.attempt.failures{cause=unknown}"])
        );
        Assert.Equal(7, series["sweep.worker.stage.duration{architecture=vgg16,kind=train}"]);
        Assert.DoesNotContain(series.Keys, name => name.StartsWith("sweep.worker.images", StringComparison.Ordinal));
    }

    /// <summary>Runs a stage on a worker and reads its gauges.</summary>
    [Fact]
    public async Task Slots_StageFromBeginningToEnd_IsShown()
    {
        await using var worker = new WorkerFixture(observers: [_metrics]);
        worker.Run(1);
        await Waiting.Until("the stage runs", () => worker.Engine.Running == 1);
        Assert.Equal((1, 1), (worker.Slots.Read().Slots, worker.Slots.Read().Busy));
        worker.Cancel(1, save: true);
        await Waiting.Until("it is given back", () => worker.Slots.Read().Busy == 0);

        Assert.Equal(1, _instruments.Read()["sweep.worker.attempts{architecture=vgg16,kind=train,outcome=released}"]);
    }

    public void Dispose() => _instruments.Dispose();
}
