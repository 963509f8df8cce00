using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class DispatchPassTests
{
    [Fact]
    public async Task Run_ManyReady_GivesNoMoreThanThereAreSlots()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b", "c", "d", "e"));
        var one = await fixture.JoinAsync("one", slots: 1);
        var two = await fixture.JoinAsync("two", slots: 2);

        await fixture.PassAsync();
        await fixture.PassAsync();

        Assert.Equal((1, 2), (one.Given.Count, two.Given.Count));
        var lease = await one.BeginAsync("a");
        await fixture.PassAsync();
        Assert.Empty(one.Given);
        await one.CompleteAsync(lease);
        await fixture.PassAsync();
        Assert.Single(one.Given);
    }

    [Fact]
    public async Task Run_ToTheEnd_CompletesEachStageOnceAndTheSweep()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "a/b", "a/c"));
        var worker = await fixture.JoinAsync("w", slots: 3);

        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a"));
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a/b"));
        await worker.CompleteAsync(await worker.BeginAsync("a/c"));
        Assert.Equal(SweepState.Running, await fixture.StateAsync("s"));
        await fixture.PassAsync();

        Assert.Equal(SweepState.Completed, await fixture.StateAsync("s"));
        Assert.Equal(
            ["joined w", "started 1", "completed 1", "started 1", "completed 1", "started 1", "completed 1", "ended s Completed"],
            fixture.Told
        );
    }

    [Fact]
    public async Task Run_SeveralStagesForAWorker_SendsThemInOneMessageThatConfirmsItsStatus()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b", "c"));
        await fixture.JoinAsync("w", slots: 3);
        fixture.Sent.Clear();

        await fixture.PassAsync();

        var (worker, orders) = Assert.Single(fixture.Sent);
        Assert.Equal(("w", 3, 2L), (worker, orders.Run.Count, orders.Heard));
    }

    [Fact]
    public async Task Run_StoppedWhileItStoresWhatItHandsOut_SendsItAllTheSame()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        await fixture.JoinAsync("w", slots: 2);
        fixture.Sent.Clear();
        using var stop = new CancellationTokenSource();
        fixture.Store.Close();
        var tried = fixture.Store.Tried.Count;
        var passing = fixture.Coordinator.Pass.RunAsync(stop.Token);
        await Wait.UntilAsync("what is handed out is on its way to the store", () => fixture.Store.Tried.Count > tried);
        Assert.Empty(fixture.Sent);

        await stop.CancelAsync();
        fixture.Store.Open();
        await Record.ExceptionAsync(() => passing);

        Assert.Equal(2, Assert.Single(fixture.Sent).Orders.Run.Count);
        Assert.Equal(2, (await fixture.Ledger.AskAsync(ledger => ledger.ReadLeases())).Count);
    }

    [Fact]
    public async Task Run_StoppedWhileTheStoreIsAway_EndsAfterAWhile()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        await fixture.JoinAsync("w");
        using var stop = new CancellationTokenSource();
        fixture.Store.IsBroken = true;
        var passing = fixture.Coordinator.Pass.RunAsync(stop.Token);
        await Wait.UntilAsync("the fault is told", () => fixture.Told.Contains("fault"));
        await stop.CancelAsync();
        Assert.False(passing.IsCompleted);
        fixture.Time.Advance(fixture.Options.SendTimeout);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => passing);
    }

    [Fact]
    public async Task Run_HeartbeatWithoutNews_IsAnsweredOnce()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        fixture.Sent.Clear();

        await worker.BeatAsync();
        await fixture.PassAsync();
        await fixture.PassAsync();

        Assert.Equal(3, Assert.Single(fixture.Sent).Orders.Heard);
    }

    [Fact]
    public async Task Run_WorkerThatDoesNotHear_IsGivenNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var deaf = await fixture.JoinAsync("deaf");
        deaf.IsDeaf = true;
        await fixture.PassTimeAsync(fixture.Options.DeafAfter + TimeSpan.FromSeconds(10));
        await fixture.CreateAsync(new SampleSweep("s", "a"));
        await fixture.PassTimeAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(StageState.Ready, (await fixture.StageAsync("a")).State);
        Assert.False(Assert.Single(await fixture.WorkersAsync()).HearsOrders);

        deaf.IsDeaf = false;
        await fixture.PassTimeAsync(TimeSpan.FromSeconds(10));
        await deaf.BeginAsync("a");
    }

    [Fact]
    public async Task Run_WorkerThatNeverHeard_IsGivenNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = new FakeWorker(fixture, "w", 1, "host");
        await worker.BeatAsync();
        await fixture.PassAsync();
        await worker.BeatAsync();
        await fixture.PassAsync();

        Assert.Equal(StageState.Ready, (await fixture.StageAsync("a")).State);
    }

    [Fact]
    public async Task Run_WorkerThatTakesNothing_IsGivenNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w");
        worker.IsAccepting = false;
        await worker.BeatAsync();
        await fixture.CreateAsync(new SampleSweep("s", "a"));
        await fixture.PassAsync();
        Assert.Empty(worker.Given);

        worker.IsAccepting = true;
        await worker.BeatAsync();
        await fixture.PassAsync();
        await worker.BeginAsync("a");
    }

    [Fact]
    public async Task Run_AttemptThatGoesOnThoughFencedOff_OccupiesItsSlotUntilTheWorkerStopsNamingIt()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = await worker.BeginAsync("a");
        await fixture.Ledger.ReleaseAsync(new Lease(attempt.StageId, attempt.Attempt, "w"), new AttemptEnd("given back"));
        await worker.BeatAsync();
        await fixture.PassAsync();

        Assert.Empty(worker.Given);
        Assert.Equal(new CancelStage(attempt.StageId, 1, Save: false), Assert.Single(worker.Cancelled));

        worker.Held.Clear();
        await worker.BeatAsync();
        await fixture.PassAsync();
        Assert.Single(worker.Given);
    }

    [Fact]
    public async Task Run_AttemptThatEndedSinceItWasNamed_IsNotToBeDropped()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = await worker.BeginAsync("a");
        await worker.BeatAsync();
        await worker.ReportAsync([worker.Completed(attempt)]);
        await fixture.PassAsync();

        Assert.Empty(worker.Cancelled);
        Assert.Single(worker.Given);
    }

    [Fact]
    public async Task Run_SendingFails_TheStageIsNotLost()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        fixture.IsRefusing = true;
        await fixture.PassAsync();
        Assert.Equal(StageState.Ready, (await fixture.StageAsync("a")).State);

        fixture.IsRefusing = false;
        await fixture.PassAsync();
        Assert.Equal(2, (await worker.BeginAsync("a")).Attempt);
    }

    [Fact]
    public async Task Run_SendingAndTheStoreFail_TheStageIsTakenBackLater()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        (fixture.IsRefusing, fixture.Sending) = (true, fixture.BreakAsync);
        await fixture.PassAsync();
        Assert.Equal(StageState.Queued, (await fixture.StageAsync("a")).State);

        (fixture.IsRefusing, fixture.Sending) = (false, () => Task.CompletedTask);
        await fixture.RepairAsync();
        await fixture.PassTimeAsync(fixture.Options.OrderPatience + TimeSpan.FromSeconds(5));
        Assert.Equal(2, (await worker.BeginAsync("a")).Attempt);
    }

    [Fact]
    public async Task Run_BrokerAway_GivesNothingAndGoesOnAfterwards()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        fixture.IsConnected = false;
        await fixture.PassTimeAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((StageState.Ready, 0), ((await fixture.StageAsync("a")).State, (await fixture.StageAsync("a")).Attempt));

        fixture.IsConnected = true;
        await fixture.PassAsync();
        Assert.Equal(1, (await worker.BeginAsync("a")).Attempt);
    }

    [Fact]
    public async Task Run_StoreThatDoesNotSayWhetherItStored_SendsWhatItHandedOutOnce()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        fixture.Store.Doubtful = 1;
        var passing = fixture.PassAsync();
        await fixture.AdvanceUntilAsync(() => passing.IsCompleted);
        await passing;

        Assert.Equal(1, (await worker.BeginAsync("a")).Attempt);
        Assert.Equal(1, fixture.Sent.Sum(message => message.Orders.Run.Count));
    }

    [Fact]
    public async Task Run_CoordinatorThatDiedBeforeItSentWhatItStored_TakesItBackAfterALease()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        Assert.NotNull(await fixture.Ledger.HandAsync(SampleSweep.Id("a"), "w"));
        fixture.Restart();
        var worker = await fixture.JoinAsync("w");
        await fixture.PassTimeAsync(fixture.Options.Lease + TimeSpan.FromSeconds(5));

        Assert.Equal(2, (await worker.BeginAsync("a")).Attempt);
    }

    [Fact]
    public async Task Run_StoreBroken_StillAnswersHeartbeats()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w");
        await worker.BeatAsync();
        fixture.Sent.Clear();
        await fixture.BreakAsync();

        await Assert.ThrowsAsync<SweepStoreException>(fixture.PassAsync);

        Assert.Equal(3, Assert.Single(fixture.Sent).Orders.Heard);
    }

    [Fact]
    public async Task Run_TwoSweepsSharingAStage_ExecutesItOnce()
    {
        await using var fixture = await DispatchFixture.StartAsync(
            null,
            new SampleSweep("one", "a", "a/b"),
            new SampleSweep("two", "a", "a/c")
        );
        var worker = await fixture.JoinAsync("w", slots: 9);
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a"));
        Assert.Empty(worker.Given);
        await fixture.PassAsync();
        Assert.Equal(2, worker.Given.Count);
        while (worker.Given.TryPeek(out var next))
            await worker.CompleteAsync(await worker.BeginAsync(next.Stage.Id == SampleSweep.Id("a/b") ? "a/b" : "a/c"));
        await fixture.PassAsync();

        Assert.Equal((SweepState.Completed, SweepState.Completed), (await fixture.StateAsync("one"), await fixture.StateAsync("two")));
        Assert.Equal(3, fixture.Told.Count(line => line.StartsWith("completed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_ChildOfWhatAWorkerCompleted_GoesToThatWorker()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b", "a/c", "b/d"));
        var one = await fixture.JoinAsync("one");
        var two = await fixture.JoinAsync("two");
        await fixture.PassAsync();
        var first = await one.BeginAsync("a");
        await two.CompleteAsync(await two.BeginAsync("b"));
        await one.CompleteAsync(first);
        await fixture.PassAsync();

        await one.BeginAsync("a/c");
        await two.BeginAsync("b/d");
    }

    [Fact]
    public async Task Run_RetriedStage_AvoidsTheWorkerItFailedOn()
    {
        await using var fixture = await DispatchFixture.StartAsync(
            new DispatchOptions { BackOff = TimeSpan.Zero },
            new SampleSweep("s", "a", "b")
        );
        var one = await fixture.JoinAsync("one");
        var two = await fixture.JoinAsync("two");
        await fixture.PassAsync();
        var other = await two.BeginAsync("b");
        await one.FailAsync(await one.BeginAsync("a"));

        // The other one is busy: the stage waits for it, though the first is idle.
        await fixture.PassAsync();
        Assert.Empty(one.Given);
        await two.CompleteAsync(other);
        await fixture.PassAsync();
        await two.FailAsync(await two.BeginAsync("a"));

        // It has failed everywhere.
        await fixture.PassAsync();
        Assert.Single(one.Given.Concat(two.Given));
    }

    [Fact]
    public async Task Run_RetriedStageAndNoOtherWorker_GoesToTheOneItFailedOn()
    {
        await using var fixture = await DispatchFixture.StartAsync(
            new DispatchOptions { BackOff = TimeSpan.Zero },
            new SampleSweep("s", "a")
        );
        var only = await fixture.JoinAsync("only");
        await fixture.PassAsync();
        await only.FailAsync(await only.BeginAsync("a"));
        await fixture.PassAsync();

        Assert.Equal(2, (await only.BeginAsync("a")).Attempt);
    }

    [Fact]
    public async Task Run_SweepThatSpentItsGpuHours_IsPausedAndItsWorkGivenBack()
    {
        await using var fixture = await DispatchFixture.StartAsync(
            null,
            new SampleSweep("s", "a", "b", "c") { Sweep = SampleSweep.Default("s") with { GpuHours = 2 } }
        );
        var worker = await fixture.JoinAsync("w", slots: 2);
        await fixture.PassAsync();
        var (a, b) = (await worker.BeginAsync("a"), await worker.BeginAsync("b"));
        await worker.EndAsync(worker.Completed(a, spent: TimeSpan.FromHours(2)));
        await fixture.PassAsync();

        Assert.Equal(SweepState.Paused, await fixture.StateAsync("s"));
        Assert.Contains("paused s", fixture.Told);
        Assert.Equal([new CancelStage(b.StageId, 1, Save: true)], worker.Cancelled);
        Assert.Empty(worker.Given);
        var refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.ResumeAsync("s", DispatchFixture.Stop));
        Assert.Contains("2 of its 2 GPU-hours", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SweepThatSpentItsGpuHoursWithItsLastStage_IsCompleted()
    {
        await using var fixture = await DispatchFixture.StartAsync(
            null,
            new SampleSweep("s", "a") { Sweep = SampleSweep.Default("s") with { GpuHours = 2 } }
        );
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.EndAsync(worker.Completed(await worker.BeginAsync("a"), spent: TimeSpan.FromHours(2)));
        await fixture.PassAsync();

        Assert.Equal(SweepState.Completed, await fixture.StateAsync("s"));
        Assert.DoesNotContain("paused s", fixture.Told);
    }
}
