using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

public sealed class RunStageTests
{
    [Fact]
    public async Task Run_Stage_ReportsStartEpochsAndResult()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.OnStart = progress => progress.Report(new StageProgress(1, 3, 0.3, 100, ScriptedEngine.Epoch));

        Assert.Equal(new StageStarted(new StageId(1), 7, "w"), await worker.StartAsync(1, attempt: 7));
        Assert.Equal(
            new StageProgressed(new StageId(1), 7, "w")
            {
                Epoch = 1,
                Epochs = 3,
                Fraction = 0.3,
                ImagesPerSecond = 100,
                Metrics = ScriptedEngine.Epoch,
            },
            await worker.HearAsync<StageProgressed>(1)
        );
        worker.Time.Advance(TimeSpan.FromSeconds(9));
        worker.Engine.Complete(1);

        var completed = await worker.HearAsync<StageCompleted>(1);
        Assert.Equal((7, ScriptedEngine.Result, TimeSpan.FromSeconds(9)), (completed.Attempt, completed.Result, completed.Spent));
        Assert.Equal([ScriptedEngine.Epoch], completed.Epochs);
        await worker.StatusAsync();
        Assert.False(worker.Coordinator.HasMore);
    }

    [Fact]
    public async Task Run_Splits_ArePassedToTheEngine()
    {
        await using var worker = new WorkerFixture();
        worker.Slots.Obey(new WorkerOrders { Run = [WorkerFixture.Stage(1) with { Splits = 4 }] });
        await worker.HearAsync<StageStarted>(1);
        await Waiting.Until("the engine has begun", () => !worker.Engine.Begun.IsEmpty);
        Assert.Equal(4, Assert.Single(worker.Engine.Begun).Splits);
    }

    [Fact]
    public async Task Run_SameAttemptAgain_IsIgnored()
    {
        await using var worker = new WorkerFixture(slots: 3);
        await worker.StartAsync(1, attempt: 2);
        worker.Run(1, attempt: 2);
        worker.Run(1, attempt: 1);
        worker.Engine.Complete(1);
        await worker.HearAsync<StageCompleted>(1);
        worker.Run(1, attempt: 2);
        worker.Run(1, attempt: 1);

        Assert.Empty((await worker.StatusAsync()).Held);
        Assert.False(worker.Coordinator.HasMore);
        Assert.Single(worker.Engine.Begun);
    }

    [Fact]
    public async Task Run_NewerAttemptOfADoneStage_IsBegun()
    {
        await using var worker = new WorkerFixture();
        await worker.FailAsync(1);
        Assert.Equal(2, (await worker.FailAsync(1, new StageException("bad", FailureCause.Unknown), attempt: 2)).Attempt);
    }

    [Fact]
    public async Task Run_NewerAttemptOfARunningStage_AbandonsTheOlderFirst()
    {
        await using var worker = new WorkerFixture(slots: 2);
        await worker.StartAsync(1, attempt: 1);
        worker.Run(1, attempt: 2);

        Assert.Equal(2, (await worker.HearAsync<StageStarted>(1)).Attempt);
        await Waiting.Until("the newer has begun", () => worker.Engine.Begun.Count == 2);
        Assert.Equal(["abandon"], worker.Engine.Stops);
        Assert.Equal(1, worker.Engine.MostAtOnce);
        Assert.Equal([new HeldAttempt(new StageId(1), 2)], (await worker.StatusAsync()).Held);
        worker.Engine.Complete(1);
        Assert.Equal(2, (await worker.HearAsync<StageCompleted>(1)).Attempt);
    }

    [Fact]
    public async Task Run_NewerAttemptWhileTheOlderStillStops_IsHeldAndCanBeCancelled()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.HeedsStop = false;
        await worker.StartAsync(1, attempt: 1);
        worker.Run(1, attempt: 2);
        Assert.Equal([new HeldAttempt(new StageId(1), 2)], (await worker.StatusAsync()).Held);

        worker.Cancel(1, save: true, attempt: 2);
        Assert.Equal(2, (await worker.HearAsync<StageReleased>(1)).Attempt);
        worker.Engine.Complete(1);
        await worker.Coordinator.HearStatusAsync(status => status.Held is []);
        Assert.False(worker.Coordinator.HasMore);
    }

    [Fact]
    public async Task Run_NoIdleSlot_IsReleasedAtOnce()
    {
        await using var worker = new WorkerFixture(slots: 2);
        await worker.StartAsync(1);
        await worker.StartAsync(2);
        worker.Run(3);

        Assert.Equal("all 2 slots of the worker are busy", (await worker.HearAsync<StageReleased>(3)).Reason);
        Assert.Equal(2, worker.Engine.MostAtOnce);
        worker.Engine.Complete(1);
        await worker.HearAsync<StageCompleted>(1);
        await worker.StartAsync(4);
    }

    [Fact]
    public async Task Run_SeveralInOneMessage_AreBegunAtOnce()
    {
        await using var worker = new WorkerFixture(slots: 3);
        worker.Slots.Obey(new WorkerOrders { Run = [WorkerFixture.Stage(1), WorkerFixture.Stage(2), WorkerFixture.Stage(3)] });
        await Waiting.Until("all have begun", () => worker.Engine.Running == 3);
        Assert.Equal((3, 3), (worker.Engine.Slots, (await worker.StatusAsync()).Held.Count));
    }

    [Fact]
    public async Task Fail_StageException_KeepsItsCause()
    {
        await using var worker = new WorkerFixture();
        var failed = await worker.FailAsync(1, new StageException("no memory", FailureCause.OutOfMemory));
        Assert.Equal(("no memory", FailureCause.OutOfMemory), (failed.Error, failed.Cause));
        Assert.Contains(nameof(StageException), failed.Details, StringComparison.Ordinal);
        Assert.Null((await worker.FailAsync(3, new StageException("diverged", FailureCause.Stage))).Details);
        Assert.Equal(FailureCause.MissingParent, (await worker.FailAsync(2, new MissingParentException(new StageId(9)))).Cause);
    }

    [Fact]
    public async Task Fail_UnforeseenException_IsUnknownAndTheSlotGoesOn()
    {
        await using var worker = new WorkerFixture();
        var failed = await worker.FailAsync(1, new InvalidOperationException("odd"));
        Assert.Equal(("InvalidOperationException: odd", FailureCause.Unknown), (failed.Error, failed.Cause));
        await worker.StartAsync(2);
    }

    [Fact]
    public async Task Fail_CancellationNobodyAskedFor_IsAFailure()
    {
        await using var worker = new WorkerFixture();
        Assert.Equal(FailureCause.Unknown, (await worker.FailAsync(1, new OperationCanceledException("a download gave up"))).Cause);
    }

    [Fact]
    public async Task Cancel_Save_ReleasesTheStage()
    {
        await using var worker = new WorkerFixture();
        await worker.StartAsync(1);
        worker.Time.Advance(TimeSpan.FromSeconds(3));
        worker.Cancel(1, save: true);
        var released = await worker.HearAsync<StageReleased>(1);
        Assert.Equal(new StageReleased(new StageId(1), 1, "w") { Spent = TimeSpan.FromSeconds(3) }, released with { LogTail = null });
        Assert.Equal(["save"], worker.Engine.Stops);
        await worker.StartAsync(2);
    }

    [Fact]
    public async Task Cancel_WithoutSave_FreesTheSlotWithoutAReport()
    {
        await using var worker = new WorkerFixture();
        await worker.StartAsync(1);
        worker.Cancel(1, save: false);
        await worker.Coordinator.HearStatusAsync(status => status.Held is []);
        Assert.Equal(["abandon"], worker.Engine.Stops);
        Assert.False(worker.Coordinator.HasMore);
        await worker.StartAsync(2);
    }

    [Fact]
    public async Task Cancel_WithoutSaveWhileSaving_Overrules()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.HeedsStop = false;
        await worker.StartAsync(1);
        worker.Cancel(1, save: true);
        worker.Cancel(1, save: false);
        worker.Engine.Complete(1);
        await worker.Coordinator.HearStatusAsync(status => status.Held is []);
        Assert.False(worker.Coordinator.HasMore);
    }

    [Fact]
    public async Task Cancel_AnotherAttempt_IsIgnored()
    {
        await using var worker = new WorkerFixture();
        await worker.StartAsync(1, attempt: 2);
        worker.Cancel(1, save: true, attempt: 1);
        worker.Cancel(1, save: false, attempt: 3);
        worker.Cancel(5, save: true);
        worker.Engine.Complete(1);
        await worker.HearAsync<StageCompleted>(1);
        Assert.Empty(worker.Engine.Stops);
    }

    [Fact]
    public async Task Cancel_BeforeItsOrder_KeepsItFromBeginning()
    {
        await using var worker = new WorkerFixture();
        worker.Cancel(1, save: false, attempt: 2);
        worker.Run(1, attempt: 2);
        Assert.Empty((await worker.StatusAsync()).Held);
        Assert.Empty(worker.Engine.Begun);
        await worker.StartAsync(1, attempt: 3);
    }

    [Fact]
    public async Task Cancel_WhenTheStageEndsFirst_ReportsThat()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.HeedsStop = false;
        await worker.StartAsync(1);
        worker.Cancel(1, save: true);
        worker.Engine.Complete(1);
        await worker.HearAsync<StageCompleted>(1);
    }
}
