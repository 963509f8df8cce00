using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;

namespace Sweep.Tests.Worker.Messaging;

public sealed class WorkerTests
{
    [Fact]
    public async Task Run_Stage_ReportsStartProgressAndResult()
    {
        await using var worker = await WorkerFixture.StartAsync();
        var metrics = new EpochMetrics(1, 2.5, 50, 0.5, 0.1, 0);
        worker.Engine.OnStart = progress => progress.Report(new StageProgress(1, 3, 0.3, 100, metrics));
        await worker.SendAsync(1, attempt: 7);

        Assert.Equal(new StageStarted(new StageId(1), 7, "w-1"), await worker.HearAsync<StageStarted>());
        Assert.Equal(
            new StageProgressed(new StageId(1), 7, "w-1") { Epoch = 1, Epochs = 3, Fraction = 0.3, ImagesPerSecond = 100, Metrics = metrics },
            await worker.HearAsync<StageProgressed>());
        worker.Engine.End(new StageId(1)).SetResult(ScriptedEngine.Result);
        var completed = await worker.HearAsync<StageCompleted>();
        Assert.Equal((new StageId(1), 7, "w-1"), (completed.StageId, completed.Attempt, completed.WorkerId));
        Assert.Equal((90.0, double.NaN, TimeSpan.FromSeconds(2)), (completed.Result.Top1, completed.Result.Loss, completed.Result.Duration));
        Assert.Equal(ScriptedEngine.Result.PerClass, completed.Result.PerClass);
        Assert.Equal(ScriptedEngine.Result.Versions, completed.Result.Versions);
    }

    [Fact]
    public async Task Run_QuietEngine_HeartbeatsWithTheNewestProgress()
    {
        await using var worker = await WorkerFixture.StartAsync();
        var reported = false;
        worker.Engine.OnStart = progress =>
        {
            progress.Report(new StageProgress(1, 3, 0.4, 10, null));
            progress.Report(new StageProgress(1, 3, 0.5, 20, null));
            Volatile.Write(ref reported, true);
        };
        await worker.SendAsync(1);
        await worker.HearAsync<StageStarted>();
        await Until("the engine has reported", () => Volatile.Read(ref reported));

        for (var beat = 0; beat < 3; beat++)
        {
            worker.Time.Advance(TimeSpan.FromSeconds(5));
            var heartbeat = await worker.HearAsync<StageProgressed>();
            Assert.Equal((0.5, 20.0, null), (heartbeat.Fraction, heartbeat.ImagesPerSecond, heartbeat.Metrics));
        }

        Assert.False(worker.HasMore);
    }

    [Fact]
    public async Task Run_MoreThanItsSlots_TakesTheNextOnlyWhenOneIsIdle()
    {
        await using var worker = await WorkerFixture.StartAsync(slots: 2);
        for (var stage = 1; stage <= 5; stage++)
            await worker.SendAsync(stage);

        await worker.HearAsync<StageStarted>();
        await worker.HearAsync<StageStarted>();
        for (var stage = 1; stage <= 3; stage++)
        {
            worker.Engine.End(new StageId((UInt128)stage)).SetResult(ScriptedEngine.Result);
            Assert.Equal(new StageId((UInt128)stage), (await worker.HearAsync<StageCompleted>()).StageId);
            Assert.Equal(new StageId((UInt128)stage + 2), (await worker.HearAsync<StageStarted>()).StageId);
        }

        Assert.Equal((2, 2), (worker.Engine.MostAtOnce, worker.Engine.Slots));
    }

    [Fact]
    public async Task Run_StageException_SaysWhetherAnotherAttemptHelps()
    {
        await using var worker = await WorkerFixture.StartAsync();
        await worker.SendAsync(1);
        await worker.HearAsync<StageStarted>();
        worker.Engine.End(new StageId(1)).SetException(new StageException("no data", retryable: false));

        var failed = await worker.HearAsync<StageFailed>();
        Assert.Equal(("no data", false, false), (failed.Error, failed.Retryable, failed.MissingParent));
        Assert.Contains(nameof(StageException), failed.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingParent_IsToldApart()
    {
        await using var worker = await WorkerFixture.StartAsync();
        await worker.SendAsync(1);
        await worker.HearAsync<StageStarted>();
        worker.Engine.End(new StageId(1)).SetException(new MissingParentException(new StageId(9)));

        var failed = await worker.HearAsync<StageFailed>();
        Assert.Equal((true, true), (failed.Retryable, failed.MissingParent));
    }

    [Fact]
    public async Task Run_UnforeseenException_IsRetryableAndTheSlotGoesOn()
    {
        await using var worker = await WorkerFixture.StartAsync();
        await worker.SendAsync(1);
        await worker.HearAsync<StageStarted>();
        worker.Engine.End(new StageId(1)).SetException(new InvalidOperationException("odd"));

        var failed = await worker.HearAsync<StageFailed>();
        Assert.Equal(("InvalidOperationException: odd", true), (failed.Error, failed.Retryable));
        await worker.SendAsync(2);
        await worker.HearAsync<StageStarted>();
    }

    [Fact]
    public async Task Run_UnknownVersion_IsRefusedWithoutRunning()
    {
        await using var worker = await WorkerFixture.StartAsync();
        await worker.SendAsync(1, version: 99);
        await worker.HearAsync<StageStarted>();

        var failed = await worker.HearAsync<StageFailed>();
        Assert.False(failed.Retryable);
        Assert.Contains("version 99", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, worker.Engine.MostAtOnce);
    }

    [Fact]
    public async Task Stop_WhileRunning_GivesTheStageBackAndTakesNoMore()
    {
        await using var worker = await WorkerFixture.StartAsync();
        await worker.SendAsync(1);
        await worker.SendAsync(2);
        await worker.HearAsync<StageStarted>();

        await worker.Slots.StopAsync();

        Assert.Equal(new StageReleased(new StageId(1), 1, "w-1"), await worker.HearAsync<StageReleased>());
        Assert.False(worker.HasMore);
        Assert.Equal(1, worker.Engine.MostAtOnce);
    }

    private static async Task Until(string reason, Func<bool> condition)
    {
        for (var turn = 0; !condition(); turn++)
        {
            Assert.True(turn < 3000, $"Waited in vain until {reason}.");
            await Task.Delay(10, WorkerFixture.Stop);
        }
    }
}
