using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>Sweeps that grow.</summary>
public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task Submit_Grown_KeepsResultsAndTimeSpent()
    {
        await CreateAsync(new SampleSweep("other", "c"));
        await CompleteAsync("c");
        await CreateAsync(new SampleSweep("s", "a", "b"));
        await CompleteAsync("a");
        var held = await StartAsync("b");
        var before = (await _ledger.Reader.FindSweepAsync("s", Stop))!;
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(SubmitOutcome.Submitted, await GrowAsync("s", "a", "b", "c", "d"));

        var after = (await _ledger.Reader.FindSweepAsync("s", Stop))!;
        // Of the completed stages, only c came from another sweep.
        Assert.Equal((before.Created, before.Spent, 1L, 2 * _spent), (after.Created, after.Spent, after.Reused, after.Unshared));
        Assert.True(await CompleteAsync(held));
        Assert.Equal(["d"], await ReadyAsync("s", "a", "b", "c", "d"));
        Assert.Equal(2 * _spent, (await _ledger.Reader.FindSweepAsync("s", Stop))!.Spent);
    }

    [Fact]
    public async Task Submit_ReplacedAndNotGrown_StartsFromZero()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await CompleteAsync("a");
        var sample = new SampleSweep("s", "a", "b") { Sweep = SampleSweep.Default("s") with { SpecHash = "more" } };

        Assert.Equal(
            SubmitOutcome.Submitted,
            await _ledger.SubmitAsync(SubmittedSweep.Of(sample.Sweep, sample.Stages, sample.Trials), replace: true)
        );

        var after = (await _ledger.Reader.FindSweepAsync("s", Stop))!;
        Assert.Equal((TimeSpan.Zero, 1L), (after.Spent, after.Reused));
    }

    private Task<SubmitOutcome> GrowAsync(string name, params string[] paths)
    {
        var sample = new SampleSweep(name, paths) { Sweep = SampleSweep.Default(name) with { SpecHash = "grown", IsGrown = true } };
        return _ledger.SubmitAsync(SubmittedSweep.Of(sample.Sweep, sample.Stages, sample.Trials), replace: true);
    }
}
