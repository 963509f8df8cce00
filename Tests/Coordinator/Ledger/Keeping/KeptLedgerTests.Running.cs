using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>The rest of a pass, beside handing out stages.</summary>
public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task Lapse_LimitReachedInARow_ParksTheStage()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));

        Assert.Null(await LapseAsync(await StartAsync("a")));
        Assert.Equal((StageState.Ready, 1, 0), (await StateAsync("a"), (await StageAsync("a")).Losses, (await StageAsync("a")).Failures));
        await _ledger.AddEpochAsync(await StartAsync("a"), Epoch(1));
        Assert.Null(await LapseAsync(new Lease(SampleSweep.Id("a"), 2, Worker)));
        var error = await LapseAsync(await StartAsync("a"));

        Assert.StartsWith("2 workers in a row fell silent at this stage", error, StringComparison.Ordinal);
        Assert.Equal(
            (StageState.Failed, StageState.Blocked, error),
            (await StateAsync("a"), await StateAsync("a/b"), (await StageAsync("a")).Error)
        );
        Assert.All(await AttemptsAsync("a"), attempt => Assert.Equal(AttemptOutcome.Lost, attempt.Outcome));
    }

    [Fact]
    public async Task Lapse_OfALateAttempt_ChangesNothing()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var late = await StartAsync("a");
        await ReleaseAsync(late);
        await StartAsync("a");

        Assert.Null(await LapseAsync(late));
        Assert.Equal((StageState.Running, 0), (await StateAsync("a"), (await StageAsync("a")).Losses));
    }

    [Fact]
    public async Task PauseSpent_HoursUsedUp_PausesSweepsWithStagesLeft()
    {
        await CreateAsync(new SampleSweep("more", "a", "b") { Sweep = SampleSweep.Default("more") with { GpuHours = _spent.TotalHours } });
        await CreateAsync(new SampleSweep("done", "a") { Sweep = SampleSweep.Default("done") with { GpuHours = _spent.TotalHours } });
        await CreateAsync(new SampleSweep("rich", "a", "c") { Sweep = SampleSweep.Default("rich") with { GpuHours = 100 } });
        await CreateAsync(new SampleSweep("free", "a", "d"));
        Assert.Empty(await _ledger.Keeper.ChangeAsync(ledger => ledger.PauseSpent(), Stop));
        await CompleteAsync("a");

        Assert.Equal(
            [new SpentSweep("more", _spent, _spent.TotalHours)],
            await _ledger.Keeper.ChangeAsync(ledger => ledger.PauseSpent(), Stop)
        );
        Assert.Equal(SweepState.Paused, (await _ledger.Reader.FindSweepAsync("more", Stop))!.State);
        Assert.Empty(await _ledger.Keeper.ChangeAsync(ledger => ledger.PauseSpent(), Stop));
    }

    [Fact]
    public async Task CloseDone_NothingLeftToRun_EndsTheSweep()
    {
        await CreateAsync(new SampleSweep("good", "a"));
        await CreateAsync(new SampleSweep("bad", "a", "b", "b/c"));
        await CreateAsync(new SampleSweep("open", "a", "d"));
        await CreateAsync(new SampleSweep("paused", "a"));
        await _ledger.SetStateAsync("paused", SweepState.Running, SweepState.Paused);
        await CompleteAsync("a");
        await ParkAsync(await StartAsync("b"));

        Assert.Equal(
            [new EndedSweep("good", SweepState.Completed), new EndedSweep("bad", SweepState.Failed)],
            await _ledger.Keeper.ChangeAsync(ledger => ledger.CloseDone(), Stop)
        );
        Assert.Equal(
            [SweepState.Completed, SweepState.Failed, SweepState.Running, SweepState.Paused],
            (await _ledger.Reader.ReadSweepsAsync(Stop)).Select(sweep => sweep.State)
        );
    }

    [Fact]
    public async Task Turns_SweepStartsOrStopsRunning_RisesOnlyThen()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        var before = await _ledger.AskAsync(ledger => ledger.Turns);
        await CompleteAsync("a");
        await _ledger.SetPriorityAsync("s", 3);
        Assert.Equal(before, await _ledger.AskAsync(ledger => ledger.Turns));

        await _ledger.SetStateAsync("s", SweepState.Running, SweepState.Paused);
        var paused = await _ledger.AskAsync(ledger => ledger.Turns);
        await _ledger.DeleteAsync("s");
        Assert.True(before < paused && paused < await _ledger.AskAsync(ledger => ledger.Turns));
    }

    private Task<string?> LapseAsync(Lease lease) => _ledger.Keeper.ChangeAsync(ledger => ledger.Lapse(lease, 2, Now), Stop);
}
