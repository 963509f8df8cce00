using Sweep.Contracts.States;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>
/// The time that sharing saves. Each stage here takes half an hour, saved once for every further trial that would have executed it.
/// </summary>
public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task Saved_StagesSharedAmongTrials_AreCountedOncePerTrial()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "a/d", "e"));
        await CompleteAsync("a");
        Assert.Equal((3 * _spent, _spent, 2 * _spent), await SavingAsync("s"));

        await CompleteAsync("a/b");
        await CompleteAsync("e");
        Assert.Equal((5 * _spent, 3 * _spent, 2 * _spent), await SavingAsync("s"));
    }

    [Fact]
    public async Task Saved_StagesOfOtherSweeps_CountWhenCompletedBeforeOrAfter()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        await CompleteAsync("a");
        await CreateAsync(new SampleSweep("t", "a", "a/b", "a/c"));
        Assert.Equal((2 * _spent, TimeSpan.Zero, 2 * _spent), await SavingAsync("t"));

        await _ledger.SetStateAsync("t", SweepState.Running, SweepState.Cancelled);
        await CompleteAsync("a/b");
        Assert.Equal((3 * _spent, TimeSpan.Zero, 3 * _spent), await SavingAsync("t"));
        Assert.Equal((2 * _spent, 2 * _spent, TimeSpan.Zero), await SavingAsync("s"));
    }

    [Fact]
    public async Task Saved_FailedAttempts_AreSpentAndSaveNothing()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await RetryAsync(await StartAsync("a"));
        Assert.Equal((TimeSpan.Zero, _spent, TimeSpan.Zero), await SavingAsync("s"));
        await CompleteAsync("a");
        Assert.Equal((2 * _spent, 2 * _spent, TimeSpan.Zero), await SavingAsync("s"));

        await ReopenParentAsync(await StartAsync("a/b"));
        Assert.Equal((2 * _spent, 3 * _spent, TimeSpan.Zero), await SavingAsync("s"));
        await CompleteAsync("a");
        Assert.Equal((2 * _spent, 4 * _spent, TimeSpan.Zero), await SavingAsync("s"));
    }

    [Fact]
    public async Task Saved_StageOfSeveralAttempts_UsesTheResultsDuration()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await _ledger.CompleteAsync(await StartAsync("a"), SampleSweep.Result() with { Duration = 4 * _spent }, [], _spent);

        Assert.Equal((8 * _spent, _spent, 7 * _spent), await SavingAsync("s"));
    }

    private async Task<(TimeSpan Unshared, TimeSpan Spent, TimeSpan Saved)> SavingAsync(string sweep)
    {
        var record = (await _ledger.Reader.FindSweepAsync(sweep, Stop))!;
        return (record.Unshared, record.Spent, record.Saved);
    }
}
