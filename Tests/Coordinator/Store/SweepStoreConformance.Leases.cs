using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

public abstract partial class SweepStoreConformance
{
    [Fact]
    public async Task ReadReady_SeveralStages_LongestChainFirst()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "b/c", "d") { Costs = new Dictionary<string, double> { ["d"] = 5 } });

        Assert.Equal(["d", "b", "a"], await ReadyAsync("s", "a", "b", "d"));
        Assert.Equal(SampleSweep.Id("d"), Assert.Single(await _store.ReadReadyAsync("s", Now, 1, Stop)).StageId);
        Assert.Empty(await _store.ReadReadyAsync("other", Now, 1, Stop));
    }

    [Fact]
    public async Task Queue_ReadyStage_NumbersAttemptsFromOneAndCarriesTheDefinition()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));

        var run = await _store.QueueAsync(SampleSweep.Id("a"), Stop);

        Assert.Equal(1, run!.Attempt);
        var expected = SampleSweep.Definition("a");
        Assert.Equal((expected.Id, expected.Parent, expected.Seed, expected.Sparsity), (run.Stage.Id, run.Stage.Parent, run.Stage.Seed, run.Stage.Sparsity));
        Assert.Equal((expected.Model, expected.Data.Samples, 0.0), (run.Stage.Model, run.Stage.Data.Samples, run.Stage.Training.Momentum));
        Assert.Equal(expected.Data.Classes, run.Stage.Data.Classes);
        Assert.Equal(1, await _store.CountQueuedAsync(Stop));
        Assert.Null(await _store.QueueAsync(SampleSweep.Id("a"), Stop));
        Assert.Null(await _store.QueueAsync(SampleSweep.Id("a/b"), Stop));
        Assert.Null(await _store.QueueAsync(SampleSweep.Id("unknown"), Stop));
    }

    [Fact]
    public async Task Queue_ByManyAtOnce_OneWins()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _store.QueueAsync(SampleSweep.Id("a"), Stop), Stop)));

        Assert.Single(won, run => run is not null);
    }

    [Fact]
    public async Task Start_OfAQueuedAttempt_BelongsToTheFirstWorker()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await StartAsync("a");
        var duplicate = lease with { WorkerId = "w2" };

        Assert.False(await _store.StartAsync(duplicate, Later, Stop));
        Assert.False(await _store.RenewAsync(duplicate, Later, null, Stop));
        Assert.False(await _store.CompleteAsync(duplicate, SampleSweep.Result(), Stop));
        Assert.True(await _store.StartAsync(lease, Later, Stop));
        Assert.Equal((StageState.Running, Worker), ((await _store.FindStageAsync(lease.StageId, Stop))!.State, (await _store.FindStageAsync(lease.StageId, Stop))!.WorkerId));
        Assert.Equal(0, await _store.CountQueuedAsync(Stop));
    }

    [Fact]
    public async Task Complete_RunningStage_StoresTheResultAndReleasesChildren()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "a/b/d"));

        await CompleteAsync("a");

        Assert.Equal(["a/b", "a/c"], await ReadyAsync("s", "a/b", "a/c", "a/b/d"));
        var stage = await _store.FindStageAsync(SampleSweep.Id("a"), Stop);
        Assert.Equal((StageState.Completed, null, 90.0), (stage!.State, stage.WorkerId, stage.Result!.Top1));
        Assert.Equal(["sweep"], stage.Result.Versions.Keys);
        Assert.Equal(new StateCount(1, 0, 1), (await _store.CountAsync("s", Stop))[StageState.Completed]);
    }

    [Fact]
    public async Task Complete_BeforeItsStartIsHeardOf_Counts()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await QueueAsync("a");

        Assert.True(await _store.CompleteAsync(lease, SampleSweep.Result(), Stop));
        Assert.False(await _store.StartAsync(lease, Later, Stop));
        Assert.Equal(StageState.Completed, await StateAsync("a"));
    }

    [Fact]
    public async Task AnyReport_OfALateAttempt_ChangesNothing()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        var late = await StartAsync("a");
        await _store.ReleaseAsync(late, Stop);
        var current = await StartAsync("a");

        Assert.Equal(late.Attempt + 1, current.Attempt);
        await AssertRefusedAsync(late);
        Assert.Equal(StageState.Running, await StateAsync("a"));
        Assert.Empty(await _store.ReadEpochsAsync(late.StageId, Stop));

        Assert.True(await _store.CompleteAsync(current, SampleSweep.Result(80), Stop));
        await AssertRefusedAsync(current);
        Assert.Equal(80, (await _store.FindStageAsync(current.StageId, Stop))!.Result!.Top1);
        Assert.Equal(new StateCount(2, 1, 2), (await _store.CountAsync("s", Stop)).Total);
    }

    [Fact]
    public async Task AnyReport_OfAnUnknownStage_IsRefused() =>
        await AssertRefusedAsync(new Lease(SampleSweep.Id("unknown"), 1, Worker));

    [Fact]
    public async Task Release_RunningStage_IsReadyAgainAndNoFailure()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await _store.ReleaseAsync(await StartAsync("a"), Stop);

        Assert.Equal(["a"], await ReadyAsync("s", "a"));
        Assert.Equal(0, (await _store.FindStageAsync(SampleSweep.Id("a"), Stop))!.Failures);
    }

    [Fact]
    public async Task Retry_WithBackOff_IsReadyWhenItIsOver()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await _store.RetryAsync(await StartAsync("a"), "out of luck", Now + TimeSpan.FromSeconds(10), Stop);

        Assert.Empty(await ReadyAsync("s"));
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["a"], await ReadyAsync("s", "a"));
        var stage = await _store.FindStageAsync(SampleSweep.Id("a"), Stop);
        Assert.Equal((1, 2, "out of luck"), (stage!.Failures, stage.Retries, stage.Error));
    }

    [Fact]
    public async Task Park_Stage_BlocksItsSubtreeOnly()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/b/c", "a/d", "e"));
        await _store.ParkAsync(await StartAsync("a"), "no data", "stack", Stop);

        var counts = await _store.CountAsync("s", Stop);
        Assert.Equal((1, 3, 1), (counts[StageState.Failed].Stages, counts[StageState.Blocked].Stages, counts.Open.Stages));
        Assert.Equal(2, counts.Failed.Trials);
        Assert.Equal(["e"], await ReadyAsync("s", "e"));
    }

    [Fact]
    public async Task ReopenParent_CompletedParent_RunsItAgainBeforeItsChildren()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "a/d"));
        await CompleteAsync("a");
        await CompleteAsync("a/d");
        var lease = await StartAsync("a/b");

        Assert.True(await _store.ReopenParentAsync(lease, "gone", Stop));

        Assert.Equal(["a"], await ReadyAsync("s", "a", "a/b", "a/c"));
        Assert.Equal((StageState.Waiting, StageState.Waiting), (await StateAsync("a/b"), await StateAsync("a/c")));
        Assert.Equal(1, (await _store.FindStageAsync(lease.StageId, Stop))!.Failures);
        Assert.NotNull((await _store.FindStageAsync(SampleSweep.Id("a"), Stop))!.Result);
        await CompleteAsync("a");
        Assert.Equal(["a/b", "a/c"], await ReadyAsync("s", "a", "a/b", "a/c"));
        Assert.Equal(StageState.Completed, await StateAsync("a/d"));
    }

    [Fact]
    public async Task ReopenParent_ParkedParent_BlocksTheChild()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await CompleteAsync("a");
        var (b, c) = (await StartAsync("a/b"), await StartAsync("a/c"));
        await _store.ReopenParentAsync(b, "gone", Stop);
        await _store.ParkAsync(await StartAsync("a"), "no data", null, Stop);

        await _store.ReopenParentAsync(c, "gone", Stop);

        Assert.Equal((StageState.Blocked, StageState.Blocked), (await StateAsync("a/b"), await StateAsync("a/c")));
        Assert.Equal(0, (await _store.CountAsync("s", Stop)).Open.Stages);
    }

    [Fact]
    public async Task ReadExpired_AfterTheLease_NamesItUntilItIsRenewed()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        var lease = await StartAsync("a");
        await QueueAsync("b");

        Assert.Empty(await _store.ReadExpiredAsync(Now, 10, Stop));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([lease], await _store.ReadExpiredAsync(Now, 10, Stop));
        Assert.True(await _store.RenewAsync(lease, Later, null, Stop));
        Assert.Empty(await _store.ReadExpiredAsync(Now, 10, Stop));
    }

    [Fact]
    public async Task Reclaim_QueuedAndRunning_AreReadyAndTheirAttemptsFenced()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "c"));
        var running = await StartAsync("a");
        var queued = await QueueAsync("b");
        await CompleteAsync("c");

        Assert.Equal(2, await _store.ReclaimAsync(Stop));

        Assert.Equal(["a", "b"], await ReadyAsync("s", "a", "b", "c"));
        await AssertRefusedAsync(running);
        await AssertRefusedAsync(queued);
        Assert.Equal(2, (await StartAsync("a")).Attempt);
    }

    private async Task AssertRefusedAsync(Lease lease)
    {
        Assert.False(await _store.StartAsync(lease, Later, Stop));
        Assert.False(await _store.RenewAsync(lease, Later, Epoch(1), Stop));
        Assert.False(await _store.CompleteAsync(lease, SampleSweep.Result(), Stop));
        Assert.False(await _store.ReleaseAsync(lease, Stop));
        Assert.False(await _store.RetryAsync(lease, "late", Now, Stop));
        Assert.False(await _store.ParkAsync(lease, "late", null, Stop));
        Assert.False(await _store.ReopenParentAsync(lease, "late", Stop));
    }
}
