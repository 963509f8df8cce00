using Sweep.Contracts.Messages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class DispatchPassTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ManyReady_SendsAWindowOnly()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a", "b", "c", "d", "e"));

        await coordinator.PassAsync();
        await coordinator.PassAsync();
        Assert.Equal(3, coordinator.Sent.Count);

        await coordinator.StartAsync("a");
        await coordinator.PassAsync();
        Assert.Equal(3, coordinator.Sent.Count);
    }

    [Fact]
    public async Task Run_ToTheEnd_CompletesEachStageOnceAndTheSweep()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));

        await coordinator.PassAsync();
        await coordinator.CompleteAsync(await coordinator.StartAsync("a"));
        await coordinator.PassAsync();
        await coordinator.CompleteAsync(await coordinator.StartAsync("a/b"));
        await coordinator.CompleteAsync(await coordinator.StartAsync("a/c"));
        Assert.Equal(SweepState.Running, await coordinator.StateAsync("s"));
        await coordinator.PassAsync();

        Assert.Equal(SweepState.Completed, await coordinator.StateAsync("s"));
        Assert.Equal(["completed 1", "completed 1", "completed 1", "ended s Completed"], coordinator.Heard);
    }

    [Fact]
    public async Task Run_PausedSweep_SendsNothing()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a"));
        await coordinator.Store.SetSweepStateAsync("s", SweepState.Running, SweepState.Paused, Stop);

        await coordinator.PassAsync();

        Assert.Empty(coordinator.Sent);
    }

    [Fact]
    public async Task Run_SilentWorker_GivesItsStageToAnother()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a"));
        await coordinator.PassAsync();
        var silent = await coordinator.StartAsync("a", "silent");
        coordinator.Time.Advance(coordinator.Options.Lease - TimeSpan.FromSeconds(1));
        await coordinator.Reports.AcceptAsync(new StageProgressed(silent.StageId, silent.Attempt, "silent"), Stop);
        coordinator.Time.Advance(TimeSpan.FromSeconds(2));
        await coordinator.PassAsync();
        Assert.Empty(coordinator.Sent);

        coordinator.Time.Advance(coordinator.Options.Lease);
        await coordinator.PassAsync();
        var current = await coordinator.StartAsync("a", "other");

        Assert.Equal(2, current.Attempt);
        await coordinator.CompleteAsync(silent);
        Assert.Equal(["progressed 1", "lost 1"], coordinator.Heard);
        await coordinator.CompleteAsync(current);
        Assert.Equal(0, (await coordinator.Store.FindStageAsync(current.StageId, Stop))!.Failures);
    }

    [Fact]
    public async Task Run_BusBroken_TheStageIsNotLost()
    {
        await using var coordinator = new DispatchFixture { IsBroken = true };
        await coordinator.CreateAsync(new SampleSweep("s", "a"));
        await Assert.ThrowsAsync<IOException>(coordinator.PassAsync);

        coordinator.IsBroken = false;
        await coordinator.PassAsync();
        Assert.Equal(2, (await coordinator.StartAsync("a")).Attempt);
    }

    [Fact]
    public async Task Accept_FailureWithRetriesLeft_RunsAgainAfterTheBackOff()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a"));
        await coordinator.PassAsync();
        await coordinator.FailAsync(await coordinator.StartAsync("a"));
        await coordinator.PassAsync();
        Assert.Empty(coordinator.Sent);

        coordinator.Time.Advance(coordinator.Options.BackOff);
        await coordinator.PassAsync();
        await coordinator.CompleteAsync(await coordinator.StartAsync("a"));
        await coordinator.PassAsync();

        Assert.Equal(["failed 1 Retry", "completed 2", "ended s Completed"], coordinator.Heard);
    }

    [Fact]
    public async Task Accept_FailureThatWouldRepeat_ParksTheSubtreeAndTheRestGoesOn()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a", "a/b", "c"));
        await coordinator.PassAsync();
        await coordinator.FailAsync(await coordinator.StartAsync("a"), isRetryable: false);
        await coordinator.CompleteAsync(await coordinator.StartAsync("c"));
        await coordinator.PassAsync();

        Assert.Equal(["failed 1 Park", "completed 1", "ended s Failed"], coordinator.Heard);
        Assert.Equal(1, (await coordinator.Store.CountAsync("s", Stop)).Failed.Trials);
    }

    [Fact]
    public async Task Accept_MissingParent_RunsTheParentAgainThenTheChild()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a", "a/b"));
        await coordinator.PassAsync();
        await coordinator.CompleteAsync(await coordinator.StartAsync("a"));
        await coordinator.PassAsync();
        await coordinator.FailAsync(await coordinator.StartAsync("a/b"), isMissingParent: true);
        await coordinator.PassAsync();
        await coordinator.CompleteAsync(await coordinator.StartAsync("a"));
        await coordinator.PassAsync();
        await coordinator.CompleteAsync(await coordinator.StartAsync("a/b"));
        await coordinator.PassAsync();

        Assert.Equal(["completed 1", "failed 1 ReopenParent", "completed 2", "completed 2", "ended s Completed"], coordinator.Heard);
    }

    [Fact]
    public async Task Accept_Release_IsHandedOutAgainAtOnce()
    {
        await using var coordinator = new DispatchFixture();
        await coordinator.CreateAsync(new SampleSweep("s", "a"));
        await coordinator.PassAsync();
        var lease = await coordinator.StartAsync("a");
        await coordinator.Reports.AcceptAsync(new StageReleased(lease.StageId, lease.Attempt, lease.WorkerId), Stop);
        await coordinator.Signal.WaitAsync(Stop);
        await coordinator.PassAsync();

        Assert.Equal(2, (await coordinator.StartAsync("a")).Attempt);
        Assert.Equal(["released 1"], coordinator.Heard);
    }

    [Fact]
    public async Task Accept_AnythingOfAnUnknownStage_IsIgnored()
    {
        await using var coordinator = new DispatchFixture();
        var lease = new Lease(SampleSweep.Id("unknown"), 1, "w");

        await coordinator.FailAsync(lease);
        await coordinator.CompleteAsync(lease);

        Assert.Empty(coordinator.Heard);
    }

    [Fact]
    public async Task Run_TwoSweepsSharingAStage_ExecutesItOnce()
    {
        await using var coordinator = new DispatchFixture(new DispatchOptions { Window = 10 });
        await coordinator.CreateAsync(new SampleSweep("one", "a", "a/b"));
        await coordinator.CreateAsync(new SampleSweep("two", "a", "a/c"));
        await coordinator.PassAsync();
        await coordinator.CompleteAsync(await coordinator.StartAsync("a"));
        Assert.Empty(coordinator.Sent);
        await coordinator.PassAsync();
        while (coordinator.Sent.TryPeek(out var next))
            await coordinator.CompleteAsync(await coordinator.StartAsync(DispatchFixture.Path(next.Stage.Id, "a/b", "a/c")));
        await coordinator.PassAsync();

        Assert.Equal((SweepState.Completed, SweepState.Completed), (await coordinator.StateAsync("one"), await coordinator.StateAsync("two")));
        Assert.Equal(3, coordinator.Heard.Count(line => line.StartsWith("completed", StringComparison.Ordinal)));
    }
}
