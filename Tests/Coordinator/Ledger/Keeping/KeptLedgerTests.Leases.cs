using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task ReadReady_SeveralStages_LongestChainFirst()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "b/c", "d") { Costs = new Dictionary<string, double> { ["d"] = 5 } });

        Assert.Equal(["d", "b", "a"], await ReadyAsync("s", "a", "b", "d"));
        Assert.Equal(SampleSweep.Id("d"), Assert.Single(await _ledger.AskAsync(ledger => ledger.ReadReady("s", Now, _longest, 1))).StageId);
        Assert.Empty(await _ledger.AskAsync(ledger => ledger.ReadReady("other", Now, _longest, 1)));
    }

    [Fact]
    public async Task ReadReady_ChildOfACompletedStage_NamesItsParent()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "c"));
        await CompleteAsync("a");

        var ready = await _ledger.AskAsync(ledger => ledger.ReadReady("s", Now, _longest, 10));

        Assert.Equal(
            [(SampleSweep.Id("a/b"), SampleSweep.Id("a")), (SampleSweep.Id("c"), null)],
            ready.Select(stage => (stage.StageId, stage.Parent))
        );
    }

    [Fact]
    public async Task Hand_ReadyStage_NumbersAttemptsFromOneAndCarriesTheDefinition()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));

        var run = await _ledger.HandAsync(SampleSweep.Id("a"), Worker);

        Assert.Equal((1, 1, null), (run!.Attempt, run.Splits, run.Timeout));
        var expected = SampleSweep.Definition("a");
        Assert.Equal(
            (expected.Id, expected.Parent, expected.Seed, expected.Sparsity),
            (run.Stage.Id, run.Stage.Parent, run.Stage.Seed, run.Stage.Sparsity)
        );
        Assert.Equal((expected.Model, expected.Data.Samples, 0.0), (run.Stage.Model, run.Stage.Data.Samples, run.Stage.Training.Momentum));
        Assert.Equal(expected.Data.Classes, run.Stage.Data.Classes);
        var stage = await StageAsync("a");
        Assert.Equal((StageState.Queued, Worker, 1), (stage.State, stage.WorkerId, stage.Attempt));
        Assert.Null(await _ledger.HandAsync(SampleSweep.Id("a"), Worker));
        Assert.Null(await _ledger.HandAsync(SampleSweep.Id("a/b"), Worker));
        Assert.Null(await _ledger.HandAsync(SampleSweep.Id("unknown"), Worker));
    }

    [Fact]
    public async Task Hand_ByManyAtOnce_OneWins()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        var won = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => _ledger.HandAsync(SampleSweep.Id("a"), $"w{i}"), Stop))
        );

        Assert.Single(won, run => run is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnyReport_OfAnotherWorker_ChangesNothing(bool isRunning)
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        var lease = isRunning ? await StartAsync("a") : await HandAsync("a");
        var before = await StageAsync("a");

        await AssertRefusedAsync(lease with { WorkerId = "w2" });
        await AssertRefusedAsync(lease with { Attempt = 2 });

        Assert.Equal((before.State, before.WorkerId), ((await StageAsync("a")).State, (await StageAsync("a")).WorkerId));
        Assert.True(await CompleteAsync(lease));
    }

    [Fact]
    public async Task Start_Twice_IsRunningOnce()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await StartAsync("a");

        Assert.True(await _ledger.StartAsync(lease));
        Assert.Equal((StageState.Running, Worker), ((await StageAsync("a")).State, (await StageAsync("a")).WorkerId));
        Assert.Equal(1, (await _ledger.AskAsync(ledger => ledger.Count("s")))[StageState.Running].Stages);
    }

    [Fact]
    public async Task AddEpoch_BeforeTheStartIsReported_Starts()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        Assert.True(await _ledger.AddEpochAsync(await HandAsync("a"), Epoch(1)));

        Assert.Equal(StageState.Running, await StateAsync("a"));
    }

    [Fact]
    public async Task Complete_RunningStage_StoresTheResultAndReleasesChildren()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "a/b/d"));

        await CompleteAsync("a");

        Assert.Equal(["a/b", "a/c"], await ReadyAsync("s", "a/b", "a/c", "a/b/d"));
        var stage = await StageAsync("a");
        Assert.Equal((StageState.Completed, null, 90.0), (stage.State, stage.WorkerId, stage.Result!.Top1));
        Assert.Equal(["sweep"], stage.Result.Versions.Keys);
        Assert.Equal(new StateCount(1, 0, 1), (await _ledger.AskAsync(ledger => ledger.Count("s")))[StageState.Completed]);
    }

    [Fact]
    public async Task Complete_BeforeTheStartIsReported_Completes()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await HandAsync("a");

        Assert.True(await CompleteAsync(lease));
        Assert.False(await _ledger.StartAsync(lease));
        Assert.Equal(StageState.Completed, await StateAsync("a"));
    }

    [Fact]
    public async Task Complete_WithLearningCurve_ReplacesTheReportedPoints()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await StartAsync("a");
        await _ledger.AddEpochAsync(lease, Epoch(1, 9));
        await _ledger.AddEpochAsync(lease, Epoch(3, 9));

        await CompleteAsync(lease, 90, Epoch(1), Epoch(2));

        Assert.Equal([Epoch(1), Epoch(2)], await _ledger.Reader.ReadEpochsAsync(lease.StageId, Stop));
    }

    [Fact]
    public async Task AnyReport_OfALateAttempt_ChangesNothing()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        var late = await StartAsync("a");
        await ReleaseAsync(late);
        var current = await StartAsync("a");

        Assert.Equal(late.Attempt + 1, current.Attempt);
        await AssertRefusedAsync(late);
        Assert.Equal(StageState.Running, await StateAsync("a"));
        Assert.Empty(await _ledger.Reader.ReadEpochsAsync(late.StageId, Stop));

        Assert.True(await CompleteAsync(current, 80));
        await AssertRefusedAsync(current);
        Assert.Equal(80, (await StageAsync("a")).Result!.Top1);
        Assert.Equal(new StateCount(2, 1, 2), (await _ledger.AskAsync(ledger => ledger.Count("s"))).Total);
    }

    [Fact]
    public async Task AnyReport_OfAnUnknownStage_IsRefused() => await AssertRefusedAsync(new Lease(SampleSweep.Id("unknown"), 1, Worker));

    [Fact]
    public async Task Release_RunningStage_IsReadyAgainWithoutAFailure()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await ReleaseAsync(await StartAsync("a"));

        Assert.Equal(["a"], await ReadyAsync("s", "a"));
        var stage = await StageAsync("a");
        Assert.Equal((0, 0, null), (stage.Failures, stage.Losses, stage.WorkerId));
    }

    [Fact]
    public async Task ReadLeases_QueuedAndRunning_ListsBoth()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "c", "d"));
        var running = await StartAsync("a");
        var queued = await HandAsync("b", "w2");
        await CompleteAsync("c");

        Assert.Equal([running, queued], (await _ledger.AskAsync(ledger => ledger.ReadLeases())).OrderBy(lease => lease.WorkerId));
    }

    [Fact]
    public async Task ReadUnwanted_SweepsThatDoNotRun_ListsStagesNoOtherSweepWants()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "c", "d"));
        await CreateAsync(new SampleSweep("other", "c"));
        var (running, queued) = (await StartAsync("a"), await HandAsync("b"));
        await StartAsync("c");

        Assert.Empty(await _ledger.AskAsync(ledger => ledger.ReadUnwanted()));
        await _ledger.SetStateAsync("s", SweepState.Running, SweepState.Paused);
        Assert.Equal(
            [running, queued],
            (await _ledger.AskAsync(ledger => ledger.ReadUnwanted())).OrderByDescending(lease => lease == running)
        );
        await _ledger.DeleteAsync("other");
        Assert.Equal(3, (await _ledger.AskAsync(ledger => ledger.ReadUnwanted())).Count);
        await _ledger.SetStateAsync("s", SweepState.Paused, SweepState.Running);
        Assert.Empty(await _ledger.AskAsync(ledger => ledger.ReadUnwanted()));
    }

    [Fact]
    public async Task Reclaim_QueuedAndRunning_MakesThemReadyAndFencesTheirAttempts()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "c"));
        var running = await StartAsync("a");
        var queued = await HandAsync("b");
        await CompleteAsync("c");

        Assert.Equal(2, await _ledger.ReclaimAsync("ended"));

        Assert.Equal(["a", "b"], await ReadyAsync("s", "a", "b", "c"));
        await AssertRefusedAsync(running);
        await AssertRefusedAsync(queued);
        Assert.Equal(2, (await StartAsync("a")).Attempt);
    }

    private async Task AssertRefusedAsync(Lease lease)
    {
        Assert.False(await _ledger.StartAsync(lease));
        Assert.False(await _ledger.AddEpochAsync(lease, Epoch(1)));
        Assert.False(await CompleteAsync(lease));
        Assert.False(await ReleaseAsync(lease));
        Assert.False(await _ledger.LoseAsync(lease, "silent"));
        Assert.False(await RetryAsync(lease));
        Assert.False(await ParkAsync(lease));
        Assert.False(await ReopenParentAsync(lease));
    }
}
