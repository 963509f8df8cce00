using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task Submit_SharedStages_AreReusedInTheirState()
    {
        await CreateAsync(new SampleSweep("first", "a", "a/b"));
        await CompleteAsync("a");

        await CreateAsync(new SampleSweep("second", "a", "a/b", "a/c"));

        Assert.Equal(1, (await _ledger.Reader.FindSweepAsync("second", Stop))!.Reused);
        Assert.Equal(["a/b", "a/c"], await ReadyAsync("second", "a", "a/b", "a/c"));
        await CompleteAsync("a/b");
        Assert.Equal(0, (await _ledger.AskAsync(ledger => ledger.Count("first"))).Open.Stages);
        Assert.Equal(1, (await _ledger.AskAsync(ledger => ledger.Count("second"))).Open.Stages);
        Assert.Equal(SampleSweep.Result().Top1, (await TrialsAsync("first"))[0].Result!.Top1);
        Assert.Equal([TrialState.Completed, TrialState.Pending], (await TrialsAsync("second")).Select(t => t.State));
    }

    [Fact]
    public async Task Submit_SharesAStageInBackOff_KeepsWaiting()
    {
        await CreateAsync(new SampleSweep("first", "a"));
        await RetryAsync(await StartAsync("a"), TimeSpan.FromSeconds(10));

        await CreateAsync(new SampleSweep("second", "a"));

        Assert.Empty(await ReadyAsync("second", "a"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["a"], await ReadyAsync("second", "a"));
        await StartAsync("a");
        Assert.Empty(await ReadyAsync("first", "a"));
        Assert.Empty(await ReadyAsync("second", "a"));
    }

    [Fact]
    public async Task Submit_SharesAParkedStage_RetriesIt()
    {
        await CreateAsync(new SampleSweep("first", "a", "a/b"));
        await ParkAsync(await StartAsync("a"));

        await CreateAsync(new SampleSweep("second", "a", "a/c"));

        Assert.Equal(["a"], await ReadyAsync("second", "a"));
        Assert.Equal(StageState.Waiting, await StateAsync("a/b"));
        Assert.Equal(new StateCount(2, 1, 2), (await _ledger.AskAsync(ledger => ledger.Count("first"))).Open);
        Assert.Equal(new StateCount(2, 1, 2), (await _ledger.AskAsync(ledger => ledger.Count("second"))).Open);
    }

    [Fact]
    public async Task Delete_SharedStages_StayForOthers()
    {
        var first = new SampleSweep("first", "a", "a/b");
        await CreateAsync(first);
        await CreateAsync(new SampleSweep("second", "a"));
        await CompleteAsync("a");

        Assert.True(await _ledger.DeleteAsync("first"));
        Assert.False(await _ledger.DeleteAsync("first"));

        Assert.Equal(["second"], (await _ledger.Reader.ReadSweepsAsync(Stop)).Select(sweep => sweep.Name));
        Assert.Empty(await TrialsAsync("first"));
        Assert.Equal(TrialState.Completed, (await TrialsAsync("second"))[0].State);
        await CreateAsync(first);
        Assert.Equal(["a/b"], await ReadyAsync("first", "a", "a/b"));
    }

    [Fact]
    public async Task Limits_SharedStage_UsesTheHighestOfTheRunningSweeps()
    {
        await CreateAsync(Limited("short", 1, TimeSpan.FromMinutes(1)));
        await CreateAsync(Limited("long", 5, TimeSpan.FromHours(1)));

        Assert.Equal(5, (await StageAsync("a")).Retries);
        Assert.Equal(TimeSpan.FromHours(1), await TimeoutAsync());
        await _ledger.SetStateAsync("long", SweepState.Running, SweepState.Paused);
        Assert.Equal(1, (await StageAsync("a")).Retries);
        Assert.Equal(TimeSpan.FromMinutes(1), await TimeoutAsync());
        await CreateAsync(Limited("unlimited", 0, null));
        Assert.Null(await TimeoutAsync());
    }

    [Fact]
    public async Task Limits_NoSweepRuns_UsesTheHighestOfAllSweeps()
    {
        await CreateAsync(Limited("s", 5, TimeSpan.FromMinutes(1)));
        await _ledger.SetStateAsync("s", SweepState.Running, SweepState.Paused);

        Assert.Equal(5, (await StageAsync("a")).Retries);
        Assert.Equal(TimeSpan.FromMinutes(1), await TimeoutAsync());
    }

    [Fact]
    public async Task Spent_EveryFinishedAttempt_IsChargedToTheSweepsThatWantTheStage()
    {
        await CreateAsync(
            new SampleSweep("first", "a", "a/b", "c")
            {
                Sweep = SampleSweep.Default("first") with { Weight = 2, GpuHours = 10, Priority = 3 },
            }
        );
        await CreateAsync(new SampleSweep("second", "a"));
        await CreateAsync(new SampleSweep("cancelled", "a", "c"));
        await _ledger.SetStateAsync("cancelled", SweepState.Running, SweepState.Cancelled);

        await ReleaseAsync(await StartAsync("a"));
        await _ledger.LoseAsync(await StartAsync("a"), "silent");
        await RetryAsync(await StartAsync("a"));
        await CompleteAsync("a");
        await _ledger.SetStateAsync("second", SweepState.Running, SweepState.Completed);
        var b = await StartAsync("a/b");
        await ReopenParentAsync(b);
        Assert.False(await ReleaseAsync(b));
        await ParkAsync(await StartAsync("a"));
        var c = await StartAsync("c");

        var running = Assert.Single(await _ledger.AskAsync(ledger => ledger.ReadHeads(Now, _longest, 1)));
        Assert.Equal(("first", 3, 2.0, 1L), (running.Sweep, running.Priority, running.Weight, running.Active));
        Assert.Equal(5 * _spent, (await _ledger.Reader.FindSweepAsync("first", Stop))!.Spent);
        await _ledger.SetStateAsync("first", SweepState.Running, SweepState.Paused);
        await ReleaseAsync(c);
        var first = (await _ledger.Reader.FindSweepAsync("first", Stop))!;
        Assert.Equal((6 * _spent, 2.0, 10.0), (first.Spent, first.Weight, first.GpuHours));
        Assert.Equal(3 * _spent, (await _ledger.Reader.FindSweepAsync("second", Stop))!.Spent);
        Assert.Equal(TimeSpan.Zero, (await _ledger.Reader.FindSweepAsync("cancelled", Stop))!.Spent);
    }

    [Fact]
    public async Task SetPriority_KnownAndUnknownSweep_TellsWhich()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        Assert.True(await _ledger.SetPriorityAsync("s", 8));
        Assert.False(await _ledger.SetPriorityAsync("other", 8));
        Assert.Equal(8, (await _ledger.Reader.FindSweepAsync("s", Stop))!.Priority);
        Assert.Equal(8, Assert.Single(await _ledger.AskAsync(ledger => ledger.ReadHeads(Now, _longest, 1))).Priority);
    }

    private static SampleSweep Limited(string name, int retries, TimeSpan? timeout) =>
        new(name, "a") { Sweep = SampleSweep.Default(name) with { Retries = retries, StageTimeout = timeout } };

    /// <summary>The timeout of the next attempt at stage a, which is then released.</summary>
    private async Task<TimeSpan?> TimeoutAsync()
    {
        var run = await _ledger.HandAsync(SampleSweep.Id("a"), Worker);
        await ReleaseAsync(new Lease(run!.Stage.Id, run.Attempt, Worker));
        return run.Timeout;
    }
}
