using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task Retry_WithBackOff_IsReadyAfterwards()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        await RetryAsync(await StartAsync("a"), TimeSpan.FromSeconds(10));

        Assert.Equal(["b"], await ReadyAsync("s", "a", "b"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["a", "b"], await ReadyAsync("s", "a", "b"));
        var stage = await StageAsync("a");
        Assert.Equal((1, 2, "out of luck"), (stage.Failures, stage.Retries, stage.Error));
        await StartAsync("a");
        Assert.Equal(["b"], await ReadyAsync("s", "a", "b"));
    }

    [Fact]
    public async Task Retry_ClockSetBackByAnHour_DoesNotWaitTheHour()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await RetryAsync(await StartAsync("a"), _longest);

        Assert.Empty(await ReadyAsync("s"));
        Assert.Single(await _ledger.AskAsync(ledger => ledger.ReadReady("s", Now - TimeSpan.FromHours(1), _longest, 10)));
    }

    [Fact]
    public async Task Retry_WithSplits_HandsThemToTheNextAttempts()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await RetryAsync(await StartAsync("a"), splits: 2);

        var run = await _ledger.HandAsync(SampleSweep.Id("a"), Worker);
        Assert.Equal((2, 2), (run!.Splits, (await StageAsync("a")).Splits));
        await ReleaseAsync(new Lease(run.Stage.Id, run.Attempt, Worker));
        Assert.Equal(2, (await _ledger.HandAsync(SampleSweep.Id("a"), Worker))!.Splits);
    }

    [Fact]
    public async Task Complete_WithSplits_KeepsThemForALaterRun()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        await RetryAsync(await StartAsync("a"), splits: 4);
        await CompleteAsync("a");
        await ReopenParentAsync(await StartAsync("a/b"));

        Assert.Equal(4, (await _ledger.HandAsync(SampleSweep.Id("a"), Worker))!.Splits);
    }

    [Fact]
    public async Task Lose_InARow_CountsUntilTheStageProgresses()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await _ledger.LoseAsync(await StartAsync("a"), "silent");
        await _ledger.LoseAsync(await HandAsync("a"), "silent");
        Assert.Equal((2, 0, StageState.Ready), ((await StageAsync("a")).Losses, (await StageAsync("a")).Failures, await StateAsync("a")));

        var lease = await StartAsync("a");
        await _ledger.AddEpochAsync(lease, Epoch(1));
        Assert.Equal(0, (await StageAsync("a")).Losses);
        await _ledger.LoseAsync(lease, "silent");
        await _ledger.AddEpochAsync(await StartAsync("a"), Epoch(1));
        Assert.Equal(1, (await StageAsync("a")).Losses);
    }

    [Fact]
    public async Task Park_Stage_BlocksItsSubtreeOnly()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/b/c", "a/d", "e"));
        await ParkAsync(await StartAsync("a"));

        var counts = await _ledger.AskAsync(ledger => ledger.Count("s"));
        Assert.Equal((1, 3, 1), (counts[StageState.Failed].Stages, counts[StageState.Blocked].Stages, counts.Open.Stages));
        Assert.Equal(2, counts.Failed.Trials);
        Assert.Equal(["e"], await ReadyAsync("s", "e"));
        Assert.Equal("no data", (await StageAsync("a")).Error);
    }

    [Fact]
    public async Task ReopenParent_CompletedParent_RunsItAgainBeforeItsChildren()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "a/d"));
        await CompleteAsync("a");
        await CompleteAsync("a/d");
        var lease = await StartAsync("a/b");

        Assert.True(await ReopenParentAsync(lease));

        Assert.Equal(["a"], await ReadyAsync("s", "a", "a/b", "a/c"));
        Assert.Equal((StageState.Waiting, StageState.Waiting), (await StateAsync("a/b"), await StateAsync("a/c")));
        Assert.Equal(1, (await StageAsync("a/b")).Failures);
        Assert.NotNull((await StageAsync("a")).Result);
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
        await ReopenParentAsync(b);
        await ParkAsync(await StartAsync("a"));

        await ReopenParentAsync(c);

        Assert.Equal((StageState.Blocked, StageState.Blocked), (await StateAsync("a/b"), await StateAsync("a/c")));
        Assert.Equal(0, (await _ledger.AskAsync(ledger => ledger.Count("s"))).Open.Stages);
    }

    [Fact]
    public async Task Release_WhileItsParentRunsAgain_WaitsForIt()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await CompleteAsync("a");
        var (b, c) = (await StartAsync("a/b"), await StartAsync("a/c"));
        await ReopenParentAsync(b);

        await ReleaseAsync(c);

        Assert.Equal(["a"], await ReadyAsync("s", "a", "a/b", "a/c"));
        await CompleteAsync("a");
        Assert.Equal(["a/b", "a/c"], await ReadyAsync("s", "a", "a/b", "a/c"));
    }

    [Fact]
    public async Task Park_DescendantIsRunning_ContinuesWithItsOwnSubtree()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "a/c/d"));
        await CompleteAsync("a");
        var (b, c) = (await StartAsync("a/b"), await StartAsync("a/c"));
        await ReopenParentAsync(b);
        await ParkAsync(await StartAsync("a"));

        Assert.Equal(
            (StageState.Blocked, StageState.Running, StageState.Waiting),
            (await StateAsync("a/b"), await StateAsync("a/c"), await StateAsync("a/c/d"))
        );
        await CompleteAsync(c);
        Assert.Equal(["a/c/d"], await ReadyAsync("s", "a/c/d"));
    }

    [Fact]
    public async Task RetryParked_AfterAFailure_FreesTheStageAndItsDescendants()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/b/c", "d"));
        await CompleteAsync("d");
        await _ledger.LoseAsync(await StartAsync("a"), "silent");
        await RetryAsync(await StartAsync("a"), splits: 8);
        await ParkAsync(await StartAsync("a"));

        Assert.Equal(1, await _ledger.RetryParkedAsync("s"));
        Assert.Equal(0, await _ledger.RetryParkedAsync("s"));

        Assert.Equal(["a"], await ReadyAsync("s", "a", "a/b", "a/b/c"));
        var stage = await StageAsync("a");
        Assert.Equal((0, 0, 1, null), (stage.Failures, stage.Losses, stage.Splits, stage.Error));
        Assert.Equal(StageState.Waiting, await StateAsync("a/b/c"));
        await CompleteAsync("a");
        Assert.Equal(["a/b"], await ReadyAsync("s", "a", "a/b", "a/b/c"));
    }

    [Fact]
    public async Task RetryParked_ParkedBelowAParkedStage_RunsAfterIt()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await CompleteAsync("a");
        var c = await StartAsync("a/c");
        await ParkAsync(await StartAsync("a/b"));
        await ReopenParentAsync(c);
        await ParkAsync(await StartAsync("a"));

        Assert.Equal(2, await _ledger.RetryParkedAsync("s"));

        Assert.Equal(["a"], await ReadyAsync("s", "a", "a/b", "a/c"));
        Assert.Equal(3, (await _ledger.AskAsync(ledger => ledger.Count("s"))).Open.Stages);
        await CompleteAsync("a");
        Assert.Equal(["a/b", "a/c"], await ReadyAsync("s", "a", "a/b", "a/c"));
    }
}
