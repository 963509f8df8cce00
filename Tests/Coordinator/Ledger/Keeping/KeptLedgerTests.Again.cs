using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>Stages that run again because their checkpoints were lost.</summary>
public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task Complete_SecondTime_KeepsTheFirstResultCurveAndTime()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        Assert.True(await CompleteAsync(await StartAsync("a"), top1: 45.83, Epoch(1, loss: 2)));
        await ReopenParentAsync(await StartAsync("a/b"));
        var (unshared, spent) = await UnsharedAsync("s");

        var again = await StartAsync("a");
        Assert.True(await _ledger.AddEpochAsync(again, Epoch(1, loss: 3)));
        Assert.True(
            await _ledger.CompleteAsync(again, SampleSweep.Result(43.75) with { Duration = 9 * _spent }, [Epoch(1, loss: 4)], 2 * _spent)
        );

        foreach (var isOpenedAgain in (bool[])[false, true])
        {
            if (isOpenedAgain)
                await ReopenAsync();
            Assert.Equal(StageState.Completed, await StateAsync("a"));
            Assert.Equal(45.83, (await StageAsync("a")).Result!.Top1);
            Assert.Equal(2, Assert.Single(await _ledger.Reader.ReadEpochsAsync(SampleSweep.Id("a"), Stop)).TrainLoss);
            // The attempt took worker time, so it is charged; the result counts only once.
            Assert.Equal((unshared, spent + (2 * _spent)), await UnsharedAsync("s"));
        }
    }

    [Fact]
    public async Task Hand_StageWithResult_TellsTheWorkerSo()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        var first = (await _ledger.HandAsync(SampleSweep.Id("a"), Worker))!;
        await CompleteAsync(new Lease(first.Stage.Id, first.Attempt, Worker));
        await ReopenParentAsync(await StartAsync("a/b"));

        Assert.False(first.IsAgain);
        Assert.True((await _ledger.HandAsync(SampleSweep.Id("a"), Worker))!.IsAgain);
    }

    [Fact]
    public async Task Submit_WhileACompletedStageRunsAgain_CountsItOnce()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        await CompleteAsync("a");
        await ReopenParentAsync(await StartAsync("a/b"));
        await CreateAsync(new SampleSweep("other", "a", "a/c"));
        await CompleteAsync("a");

        Assert.Equal(_spent, (await UnsharedAsync("other")).Unshared);
    }

    [Fact]
    public async Task Complete_AfterASilentAttempt_ChargesItsWorkOnce()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await _ledger.LoseAsync(await StartAsync("a"), "the worker fell silent");

        // The next attempt finds the checkpoint that the first had saved.
        Assert.True(
            await _ledger.CompleteAsync(await StartAsync("a"), SampleSweep.Result() with { Duration = 2 * _spent }, [], TimeSpan.Zero)
        );

        Assert.Equal((2 * _spent, 2 * _spent), await UnsharedAsync("s"));
    }

    [Fact]
    public async Task Complete_AfterAReleasedAttempt_ChargesItsWorkOnce()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await ReleaseAsync(await StartAsync("a"));
        await ReopenAsync();

        Assert.True(
            await _ledger.CompleteAsync(await StartAsync("a"), SampleSweep.Result() with { Duration = 3 * _spent }, [], 2 * _spent)
        );

        Assert.Equal((3 * _spent, 3 * _spent), await UnsharedAsync("s"));
    }

    [Fact]
    public async Task Complete_CheckpointFoundFromBefore_ChargesNothing()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        Assert.True(
            await _ledger.CompleteAsync(await StartAsync("a"), SampleSweep.Result() with { Duration = 3 * _spent }, [], TimeSpan.Zero)
        );

        Assert.Equal(TimeSpan.Zero, (await UnsharedAsync("s")).Spent);
    }

    private async Task<(TimeSpan Unshared, TimeSpan Spent)> UnsharedAsync(string sweep)
    {
        var found = (await _ledger.Reader.FindSweepAsync(sweep, Stop))!;
        return (found.Unshared, found.Spent);
    }

    private async Task ReopenAsync()
    {
        await _ledger.DisposeAsync();
        _ledger = await OpenAsync();
    }
}
