using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public sealed class TimeoutTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromHours(6);

    [Fact]
    public async Task Timeout_EngineStops_SavesAndFails()
    {
        await using var worker = new WorkerFixture();
        await StartAsync(worker);
        worker.Time.Advance(_limit - TimeSpan.FromSeconds(1));
        Assert.Single((await worker.StatusAsync()).Held);
        worker.Time.Advance(TimeSpan.FromSeconds(1));

        var failed = await worker.HearAsync<StageFailed>(1);
        Assert.Equal((FailureCause.Timeout, _limit), (failed.Cause, failed.Spent));
        Assert.Equal("The stage took longer than its limit of 06:00:00 (limits.stage-timeout).", failed.Error);
        Assert.Equal(["save"], worker.Engine.Stops);
        Assert.True((await worker.StatusAsync()).Accepting);
    }

    [Fact]
    public async Task Timeout_StageEndsInTime_ChangesNothingLater()
    {
        await using var worker = new WorkerFixture();
        await StartAsync(worker);
        worker.Engine.Complete(1);
        await worker.HearAsync<StageCompleted>(1);
        await worker.StartAsync(2);
        worker.Time.Advance(_limit * 2);
        worker.Engine.Complete(2);
        await worker.HearAsync<StageCompleted>(2);
    }

    [Fact]
    public async Task Timeout_BeyondWhatATimerCanWait_IsNone()
    {
        await using var worker = new WorkerFixture();
        worker.Slots.Obey(new WorkerOrders { Run = [WorkerFixture.Stage(1) with { Timeout = TimeSpan.FromDays(100) }] });
        await worker.HearAsync<StageStarted>(1);
        worker.Time.Advance(TimeSpan.FromDays(60));
        worker.Engine.Complete(1);
        await worker.HearAsync<StageCompleted>(1);
    }

    [Fact]
    public async Task Timeout_EngineHangs_FailsLosesTheSlotAndDrains()
    {
        await using var worker = new WorkerFixture(slots: 2);
        await worker.StartAsync(2);
        worker.Engine.HeedsStop = false;
        await StartAsync(worker);
        worker.Time.Advance(_limit);
        Assert.Equal(2, (await worker.StatusAsync()).Held.Count);
        await worker.Time.UntilAwaitedAsync(WorkerOptions.Default.StopPatience);
        worker.Time.Advance(WorkerOptions.Default.StopPatience);

        var failed = await worker.HearAsync<StageFailed>(1);
        Assert.Equal(FailureCause.Timeout, failed.Cause);
        Assert.Contains("did not stop within 00:01:00", failed.Error, StringComparison.Ordinal);
        var status = await worker.StatusAsync();
        Assert.Equal((1, true, false), (status.Slots, status.Draining, status.Accepting));
        Assert.Equal([new HeldAttempt(new StageId(2), 1)], status.Held);
        Assert.Contains("still occupies its slot", status.Reason, StringComparison.Ordinal);
        Assert.False(worker.Slots.Drained.IsCompleted);

        worker.Engine.Complete(2);
        await worker.HearAsync<StageCompleted>(2);
        Assert.True((await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop)).IsFaulty);

        // Later reports of the hung engine are ignored.
        worker.Engine.Complete(1);
        await worker.StatusAsync();
        Assert.False(worker.Coordinator.HasMore);
    }

    [Fact]
    public async Task Superseded_EngineHangs_ReleasesTheNewerAttempt()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.HeedsStop = false;
        await worker.StartAsync(1);
        worker.Run(1, attempt: 2);
        await worker.Time.UntilAwaitedAsync(WorkerOptions.Default.StopPatience);
        worker.Time.Advance(WorkerOptions.Default.StopPatience);
        Assert.Equal(2, (await worker.HearAsync<StageReleased>(1)).Attempt);
        Assert.True((await worker.Slots.Drained.WaitAsync(Waiting.Patience, Waiting.Stop)).IsFaulty);
    }

    private static async Task StartAsync(WorkerFixture worker)
    {
        var begun = worker.Engine.Begun.Count;
        worker.Slots.Obey(new WorkerOrders { Run = [WorkerFixture.Stage(1) with { Timeout = _limit }] });
        await worker.HearAsync<StageStarted>(1);
        await Waiting.Until("the engine has begun", () => worker.Engine.Begun.Count > begun);
    }
}
