using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

public sealed class DrainTests
{
    [Fact]
    public async Task Drain_Ordered_FinishesWhatItHasAndTakesNothing()
    {
        await using var worker = new WorkerFixture(slots: 2);
        await worker.StartAsync(1);
        worker.Slots.Obey(new WorkerOrders { Drain = "the machine is to be serviced" });
        worker.Run(2);
        Assert.Equal("the worker drains: the machine is to be serviced", (await worker.HearAsync<StageReleased>(2)).Reason);
        var status = await worker.StatusAsync();
        Assert.Equal((true, false, "the machine is to be serviced"), (status.Draining, status.Accepting, status.Reason));
        Assert.False(worker.Slots.Drained.IsCompleted);

        worker.Engine.Complete(1);
        Assert.Equal(
            new WorkerEnd("the machine is to be serviced", IsFaulty: false),
            await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop)
        );
    }

    [Fact]
    public async Task Drain_NothingRuns_EndsAtOnce()
    {
        await using var worker = new WorkerFixture();
        worker.Slots.Obey(new WorkerOrders { Drain = "enough" });
        Assert.False((await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop)).IsFaulty);
        Assert.True((await worker.StatusAsync()).Draining);
    }

    [Fact]
    public async Task Drain_NewerAttemptOfARunningStage_DropsTheOlderAndReleasesTheNewer()
    {
        await using var worker = new WorkerFixture();
        await worker.StartAsync(1);
        worker.Slots.Obey(new WorkerOrders { Drain = "enough" });
        worker.Run(1, attempt: 2);
        Assert.Equal(2, (await worker.HearAsync<StageReleased>(1)).Attempt);
        await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop);
        Assert.Equal(["abandon"], worker.Engine.Stops);
    }

    [Fact]
    public async Task Streak_ThreeDifferentStagesFail_DrainsAndSaysWhy()
    {
        await using var worker = new WorkerFixture();
        await worker.FailAsync(1);
        await worker.FailAsync(2, FailureCause.OutOfMemory);
        Assert.True((await worker.StatusAsync()).Accepting);
        await worker.FailAsync(3, FailureCause.Timeout);

        var end = await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop);
        var ids = string.Join(", ", Enumerable.Range(1, 3).Select(number => new StageId((UInt128)number).Abbreviation));
        Assert.Equal(new WorkerEnd($"3 different stages in a row failed here ({ids}); the last: bad", IsFaulty: true), end);
        Assert.Equal(end.Reason, (await worker.StatusAsync()).Reason);
    }

    [Fact]
    public async Task Device_IsLost_FailsThatStageGivesBackTheOthersAndEnds()
    {
        await using var worker = new WorkerFixture(slots: 3);
        await worker.StartAsync(1);
        await worker.StartAsync(2);
        worker.Engine.Fail(1, Lost());

        var failed = await worker.HearAsync<StageFailed>(1);
        Assert.Equal((FailureCause.Unknown, "the GPU is gone"), (failed.Cause, failed.Error));
        Assert.Equal("the worker was stopped", (await worker.HearAsync<StageReleased>(2)).Reason);
        Assert.Equal(["save"], worker.Engine.Stops);
        Assert.Equal(
            new WorkerEnd("the GPU is gone", IsFaulty: true) { IsDeviceLost = true },
            await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop)
        );
        var status = await worker.StatusAsync();
        Assert.Equal((true, false, "the GPU is gone"), (status.Draining, status.Accepting, status.Reason));
    }

    [Fact]
    public async Task Device_IsLostWhileAnotherStageIsSaved_ThatIsGivenBackToo()
    {
        await using var worker = new WorkerFixture(slots: 2);
        worker.Engine.HeedsStop = false;
        await worker.StartAsync(1);
        await worker.StartAsync(2);
        worker.Engine.Fail(1, Lost());
        await worker.HearAsync<StageFailed>(1);

        // Saving uses the device, too.
        worker.Engine.Fail(2, Lost());

        Assert.Equal("the worker was stopped", (await worker.HearAsync<StageReleased>(2)).Reason);
        Assert.True((await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop)).IsDeviceLost);
    }

    private static DeviceLostException Lost() => new("the GPU is gone", new InvalidOperationException());

    [Fact]
    public async Task Streak_ACompletionBetween_BeginsAnew()
    {
        await using var worker = new WorkerFixture();
        await worker.FailAsync(1);
        await worker.FailAsync(2);
        worker.Engine.Complete(3);
        worker.Run(3);
        await worker.HearAsync<StageStarted>(3);
        await worker.HearAsync<StageCompleted>(3);
        await worker.FailAsync(4);
        await worker.FailAsync(5);
        Assert.True((await worker.StatusAsync()).Accepting);
    }

    [Fact]
    public async Task Streak_OneStageAgainAndAgain_IsThatStagesFault()
    {
        await using var worker = new WorkerFixture();
        for (var attempt = 1; attempt <= 5; attempt++)
            await worker.FailAsync(1, new InvalidOperationException("odd"), attempt);
        Assert.True((await worker.StatusAsync()).Accepting);
    }

    [Fact]
    public async Task Streak_StagesOwnFaults_DoNotCount()
    {
        await using var worker = new WorkerFixture();
        for (var stage = 1; stage <= 6; stage++)
            await worker.FailAsync(stage, stage % 2 == 0 ? FailureCause.Stage : FailureCause.MissingParent);
        Assert.True((await worker.StatusAsync()).Accepting);
    }

    [Fact]
    public async Task Streak_TurnedOff_NeverDrains()
    {
        await using var worker = new WorkerFixture(change: options => options with { FailureStreak = 0 });
        for (var stage = 1; stage <= 6; stage++)
            await worker.FailAsync(stage);
        Assert.True((await worker.StatusAsync()).Accepting);
    }

    [Fact]
    public async Task Stop_WhileRunning_SavesReleasesAndTakesNoMore()
    {
        await using var worker = new WorkerFixture(slots: 2);
        await worker.StartAsync(1);
        await worker.StartAsync(2);
        await worker.Slots.StopAsync(TimeSpan.FromSeconds(20)).WaitAsync(Waiting.Patience, Waiting.Stop);
        worker.Run(3);

        Assert.Equal("the worker was stopped", (await worker.Coordinator.HearAnyAsync<StageReleased>()).Reason);
        Assert.Equal("the worker was stopped", (await worker.Coordinator.HearAnyAsync<StageReleased>()).Reason);
        Assert.Equal("the worker was stopped", (await worker.HearAsync<StageReleased>(3)).Reason);
        Assert.Equal(["save", "save"], worker.Engine.Stops);
        Assert.True((await worker.StatusAsync()).Draining);
    }

    [Fact]
    public async Task Stop_EngineTakesTooLong_GivesTheStageBackAnyway()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.HeedsStop = false;
        await worker.StartAsync(1);
        var stopping = worker.Slots.StopAsync(TimeSpan.FromSeconds(20));
        worker.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(stopping.IsCompleted);
        worker.Time.Advance(TimeSpan.FromSeconds(1));
        await stopping.WaitAsync(Waiting.Patience, Waiting.Stop);

        Assert.Contains("could not save", (await worker.HearAsync<StageReleased>(1)).Reason, StringComparison.Ordinal);
        worker.Engine.Complete(1);
        Assert.Empty((await worker.StatusAsync()).Held);
        Assert.False(worker.Coordinator.HasMore);
    }
}
