using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class WorkerReportsTests
{
    [Fact]
    public async Task Accept_FailureWithRetriesLeft_RunsAgainAfterTheBackOff()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("a"));
        await fixture.PassAsync();
        Assert.Empty(worker.Given);

        await fixture.PassTimeAsync(fixture.Options.BackOff);
        await worker.CompleteAsync(await worker.BeginAsync("a"));
        await fixture.PassAsync();

        Assert.Equal(["joined w", "started 1", "failed 1 Retry", "started 2", "completed 2", "ended s Completed"], fixture.Told);
    }

    [Fact]
    public async Task Accept_FailureThatWouldRepeat_ParksTheSubtreeAndTheRestGoesOn()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "a/b", "c"));
        var worker = await fixture.JoinAsync("w", slots: 2);
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("a"), FailureCause.Stage);
        await worker.CompleteAsync(await worker.BeginAsync("c"));
        await fixture.PassAsync();

        Assert.Equal(["failed 1 Park", "started 1", "completed 1", "ended s Failed"], fixture.Told.Skip(2));
        Assert.Equal(1, (await fixture.Ledger.AskAsync(ledger => ledger.Count("s"))).Failed.Trials);
    }

    [Fact]
    public async Task Accept_OutOfMemory_RunsAgainInTwiceAsManyParts()
    {
        await using var fixture = await DispatchFixture.StartAsync(
            new DispatchOptions { BackOff = TimeSpan.Zero },
            new SampleSweep("s", "a")
        );
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("a"), FailureCause.OutOfMemory);
        await fixture.PassAsync();

        Assert.Equal(2, worker.Given.First().Splits);
    }

    [Fact]
    public async Task Accept_MissingParent_RunsTheParentAgainThenTheChild()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "a/b"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a"));
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("a/b"), FailureCause.MissingParent);
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a"));
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a/b"));
        await fixture.PassAsync();

        Assert.Equal(SweepState.Completed, await fixture.StateAsync("s"));
    }

    [Fact]
    public async Task Accept_Release_IsHandedOutAgainAtOnce()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = await worker.BeginAsync("a");
        var signal = fixture.Coordinator.Signal;

        // What made an earlier pass due is taken away, so that only the release can make the next one due.
        signal.Set();
        await signal.WaitAsync(DispatchFixture.Stop);
        await worker.ReleaseAsync(attempt);
        Assert.True(signal.WaitAsync(DispatchFixture.Stop).IsCompletedSuccessfully);
        await fixture.PassAsync();

        Assert.Equal(2, (await worker.BeginAsync("a")).Attempt);
        Assert.Equal(0, (await fixture.StageAsync("a")).Failures);
    }

    [Fact]
    public async Task Accept_AllOfAShortStageInOneMessage_StoresItOnceAndTellsItAll()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var command = worker.Take();
        var attempt = new HeldAttempt(command.Stage.Id, command.Attempt);
        var tried = fixture.Store.Tried.Count;
        await worker.ReportAsync([new StageStarted(command.Stage.Id, 1, "w"), worker.Epoch(attempt), worker.Completed(attempt)]);

        Assert.Equal(["started 1", "progressed 1", "completed 1"], fixture.Told.Skip(1));
        Assert.Equal(1, (await fixture.Ledger.Reader.ReadEpochsAsync(attempt.StageId, DispatchFixture.Stop)).Single().Epoch);
        Assert.Equal(tried + 1, fixture.Store.Tried.Count);
        Assert.Single(fixture.Store.Tried.Last().Batch.Stages);
    }

    [Fact]
    public async Task Accept_EveryReportTwiceAndBackwards_EndsInTheSame()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "a/b"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = new HeldAttempt(worker.Take().Stage.Id, 1);
        StageReport[] reports =
        [
            new StageStarted(attempt.StageId, 1, "w"),
            worker.Epoch(attempt, 1),
            worker.Epoch(attempt, 2),
            worker.Completed(attempt),
        ];
        worker.Held.Clear();
        foreach (var report in reports.Reverse().Concat(reports))
            await worker.ReportAsync([report], worker.Status());
        await fixture.PassAsync();

        Assert.Equal(["completed 1"], fixture.Told.Skip(1));
        Assert.Equal((StageState.Completed, 1), ((await fixture.StageAsync("a")).State, (await fixture.StageAsync("a")).Attempt));
        Assert.Single(await fixture.Ledger.Reader.ReadEpochsAsync(attempt.StageId, DispatchFixture.Stop));
        await worker.BeginAsync("a/b");
    }

    [Fact]
    public async Task Accept_LateProgress_TellsTheWorkerToDropTheAttempt()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var slow = await fixture.JoinAsync("slow");
        await fixture.PassAsync();
        var old = await slow.BeginAsync("a");
        slow.IsAlive = false;
        await fixture.PassTimeAsync(fixture.Options.Lease + TimeSpan.FromSeconds(10));
        slow.IsAlive = true;
        slow.Cancelled.Clear();
        await slow.EpochAsync(old);
        await fixture.PassAsync();

        Assert.Equal([new CancelStage(old.StageId, 1, Save: false)], slow.Cancelled);
        Assert.DoesNotContain("progressed 1", fixture.Told);
    }

    [Fact]
    public async Task Accept_LateEnd_OrdersNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await worker.ReportAsync([worker.Completed(new HeldAttempt(SampleSweep.Id("a"), 7))]);
        await fixture.PassAsync();

        Assert.Empty(worker.Cancelled);
        await worker.BeginAsync("a");
    }

    [Fact]
    public async Task Accept_OlderStatusAfterANewer_ChangesNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w");
        worker.IsAccepting = false;
        var older = worker.Status();
        worker.IsAccepting = true;
        await worker.BeatAsync();
        await worker.ReportAsync([], older);

        Assert.True(Assert.Single(await fixture.WorkersAsync()).Status.Accepting);
    }

    [Fact]
    public async Task Accept_AnythingOfAnUnknownStage_IsIgnored()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = new FakeWorker(fixture, "w", 1, "host");
        var attempt = new HeldAttempt(SampleSweep.Id("unknown"), 1);

        await worker.FailAsync(attempt);
        await worker.CompleteAsync(attempt);

        Assert.Equal(["joined w"], fixture.Told);
    }

    [Fact]
    public async Task Accept_UnknownVersion_IsGivenNothingAndToldNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = new FakeWorker(fixture, "w", 1, "host");
        await fixture.Coordinator.Reports.AcceptAsync(
            new WorkerReport
            {
                Version = WorkerReport.KnownVersion + 1,
                WorkerId = "w",
                Status = worker.Status(),
            },
            DispatchFixture.Stop
        );
        await fixture.PassAsync();

        Assert.Empty(await fixture.WorkersAsync());
        Assert.Empty(fixture.Sent);
    }

    [Fact]
    public async Task Accept_OfAnAttemptFromBeforeARestart_Counts()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = await worker.BeginAsync("a");
        fixture.Restart();
        await worker.EpochAsync(attempt);

        Assert.Contains("progressed 1", fixture.Told);
    }

    [Fact]
    public async Task Accept_SeveralStagesInOneMessage_AreOneTransition()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var worker = await fixture.JoinAsync("w", slots: 2);
        await fixture.PassAsync();
        var (first, second) = (worker.Take(), worker.Take());
        var tried = fixture.Store.Tried.Count;
        await worker.ReportAsync([
            new StageStarted(first.Stage.Id, 1, "w"),
            new StageStarted(second.Stage.Id, 1, "w"),
            worker.Completed(new HeldAttempt(first.Stage.Id, 1)),
            new StageFailed(second.Stage.Id, 1, "w", "broken", null, FailureCause.Stage),
        ]);

        Assert.Equal(tried + 1, fixture.Store.Tried.Count);
        Assert.Equal(["started 1", "completed 1", "started 1", "failed 1 Park"], fixture.Told.Skip(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Accept_StoreBroken_KeepsTheReportUntilItWorks(bool isKnown)
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = await worker.BeginAsync("a");
        if (isKnown)
            await fixture.BreakAsync();
        fixture.Store.IsBroken = true;
        var accepting = worker.CompleteAsync(attempt);
        await Wait.UntilAsync("the fault is told", () => fixture.Told.Contains("fault"));
        for (var pause = 0; pause < 100; pause++)
            await fixture.AdvanceUnheardAsync(TimeSpan.FromSeconds(10));
        Assert.False(accepting.IsCompleted);
        Assert.Single(fixture.Told, "fault");

        await fixture.RepairAsync();
        await fixture.AdvanceUntilAsync(() => accepting.IsCompleted);
        await accepting;
        await fixture.PassAsync();

        // It counts, though the store was away for longer than any lease.
        Assert.Equal(SweepState.Completed, await fixture.StateAsync("s"));
        Assert.DoesNotContain(fixture.Told, line => line.StartsWith("lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accept_StoreBrokenUntilTheBusStops_IsCancelledSoThatItIsDeliveredAgain()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        using var stop = new CancellationTokenSource();
        await fixture.BreakAsync();
        var worker = new FakeWorker(fixture, "w", 1, "host");
        var report = new WorkerReport { WorkerId = "w", Stages = [worker.Completed(new HeldAttempt(SampleSweep.Id("a"), 1))] };
        var accepting = fixture.Coordinator.Reports.AcceptAsync(report, stop.Token);
        await stop.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
        Assert.Equal(stop.Token, error.CancellationToken);
    }
}
