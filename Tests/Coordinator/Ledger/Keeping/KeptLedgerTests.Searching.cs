using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>Sweeps that search.</summary>
public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task CloseDone_SearchIsOpen_WaitsForItsEnd()
    {
        var number = await SearchAsync("s", "a");
        await CompleteAsync("a");

        Assert.Empty(await CloseAsync());
        Assert.Equal(
            (number, 1L),
            Assert.Single(await _ledger.AskAsync(ledger => ledger.OpenSearches)) is var open ? (open.Number, open.Settled) : default
        );
        Assert.True(await _ledger.Keeper.ChangeAsync(ledger => ledger.EndSearch(number), Stop));
        Assert.False(await _ledger.Keeper.ChangeAsync(ledger => ledger.EndSearch(number), Stop));
        Assert.Equal([new EndedSweep("s", SweepState.Completed)], await CloseAsync());
        Assert.Empty(await _ledger.AskAsync(ledger => ledger.OpenSearches));
    }

    [Fact]
    public async Task Submit_GrownBySearch_KeepsSearchTimeSpentAndLeases()
    {
        var number = await SearchAsync("s", "a", "b");
        await CompleteAsync("a");
        var held = await StartAsync("b");

        Assert.Equal(SubmitOutcome.Submitted, await GrowBySearchAsync("s", number, "a", "b", "c"));

        var sweep = (await _ledger.Reader.FindSweepAsync("s", Stop))!;
        Assert.Equal((SweepSearch.Open, _spent), (sweep.Search, sweep.Spent));
        Assert.NotEqual(number, sweep.Number);
        Assert.True(await CompleteAsync(held));
        Assert.Equal(["c"], await ReadyAsync("s", "a", "b", "c"));
    }

    /// <summary>The search's result is submitted for a sweep that has changed since.</summary>
    [Theory]
    [InlineData("paused")]
    [InlineData("grown")]
    [InlineData("deleted")]
    [InlineData("done")]
    public async Task Submit_GrownBySearchTooLate_ChangesNothing(string why)
    {
        var number = await SearchAsync("s", "a");
        if (why == "paused")
            await _ledger.SetStateAsync("s", SweepState.Running, SweepState.Paused);
        else if (why == "grown")
            await GrowBySearchAsync("s", number, "a", "b");
        else if (why == "deleted")
            await _ledger.DeleteAsync("s");
        else
            await _ledger.Keeper.ChangeAsync(ledger => ledger.EndSearch(number), Stop);
        var before = await _ledger.AskAsync(ledger => (ledger.FindSweep("s"), ledger.Count("s").Total));

        Assert.Equal(SubmitOutcome.IsLate, await GrowBySearchAsync("s", number, "a", "c"));

        Assert.Equal(before, await _ledger.AskAsync(ledger => (ledger.FindSweep("s"), ledger.Count("s").Total)));
    }

    [Fact]
    public async Task SetState_FailedSearchRunsAgain_ReopensTheSearch()
    {
        var number = await SearchAsync("s", "a");
        Assert.True(await ParkAsync(await StartAsync("a")));
        await _ledger.Keeper.ChangeAsync(ledger => ledger.EndSearch(number), Stop);
        Assert.Equal([new EndedSweep("s", SweepState.Failed)], await CloseAsync());

        Assert.True(await _ledger.SetStateAsync("s", SweepState.Failed, SweepState.Running));

        Assert.Equal(number, Assert.Single(await _ledger.AskAsync(ledger => ledger.OpenSearches)).Number);
    }

    [Fact]
    public async Task Restart_OpenSearch_IsOpen()
    {
        var number = await SearchAsync("s", "a");
        await CompleteAsync("a");
        await ReopenAsync();

        Assert.Equal(number, Assert.Single(await _ledger.AskAsync(ledger => ledger.OpenSearches)).Number);
        Assert.Empty(await CloseAsync());
    }

    private Task<IReadOnlyList<EndedSweep>> CloseAsync() => _ledger.Keeper.ChangeAsync(ledger => ledger.CloseDone(), Stop);

    private async Task<long> SearchAsync(string name, params string[] paths)
    {
        await CreateAsync(new SampleSweep(name, paths) { Sweep = SampleSweep.Default(name) with { IsSearched = true } });
        return (await _ledger.AskAsync(ledger => ledger.FindSweep(name)))!.Number;
    }

    private Task<SubmitOutcome> GrowBySearchAsync(string name, long number, params string[] paths)
    {
        var sample = new SampleSweep(name, paths)
        {
            Sweep = SampleSweep.Default(name) with { IsSearched = true, IsGrown = true, GrownBySearchOf = number },
        };
        return _ledger.SubmitAsync(SubmittedSweep.Of(sample.Sweep, sample.Stages, sample.Trials), replace: true);
    }
}
