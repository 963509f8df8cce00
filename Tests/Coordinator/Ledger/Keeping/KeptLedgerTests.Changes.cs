using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>The sequence of changes of settled stages.</summary>
public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task ReadChanges_NothingSettled_IsEmptyAtZero()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        await RetryAsync(await StartAsync("a"));

        Assert.Equal(0, await _ledger.AskAsync(ledger => ledger.Sequence));
        Assert.Empty(await ChangesAsync());
    }

    [Fact]
    public async Task ReadChanges_SettledStages_AreInOrderAndCurrent()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "c", "c/d", "c/d/e"));
        await ParkAsync(await StartAsync("c"));
        await CompleteAsync("a");

        var changes = await ChangesAsync();
        Assert.Equal(["c", "c/d", "c/d/e", "a"], changes.Select(PathOf));
        Assert.Equal(
            [StageState.Failed, StageState.Blocked, StageState.Blocked, StageState.Completed],
            changes.Select(change => change.State)
        );
        Assert.Equal(["no data", "no data", "no data", null], changes.Select(change => change.Error));
        Assert.Equal([null, null, null, 90], changes.Select(change => change.Result?.Top1));
        Assert.Equal([2, 3, 4, 5], changes.Select(change => change.Sequence));
        Assert.Equal(SampleSweep.Definition("c/d").Parent, changes[1].Definition.Parent);
        Assert.Equal(5, await _ledger.AskAsync(ledger => ledger.Sequence));
    }

    [Fact]
    public async Task ReadChanges_RetriedStage_OccursOnceWithItsNewestNumber()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "b/c", "b/c/d"));
        await ParkAsync(await StartAsync("b"));
        var before = await _ledger.AskAsync(ledger => ledger.Sequence);
        Assert.Equal(1, await _ledger.RetryParkedAsync("s"));

        var changes = await ChangesAsync(after: before);
        Assert.Equal(["b", "b/c", "b/c/d"], changes.Select(PathOf).Order());
        Assert.Equal([StageState.Ready, StageState.Waiting, StageState.Waiting], changes.OrderBy(PathOf).Select(change => change.State));
        Assert.All(changes, change => Assert.Null(change.Error));
        Assert.Equal(3, changes.Select(change => change.Sequence).Distinct().Count());
        Assert.Equal(changes.Count, (await ChangesAsync()).Count);
    }

    [Fact]
    public async Task ReadChanges_ParentReopened_IsAChangeThatKeepsTheResult()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        await CompleteAsync("a");
        var before = await _ledger.AskAsync(ledger => ledger.Sequence);
        await ReopenParentAsync(await StartAsync("a/b"));

        var change = Assert.Single(await ChangesAsync(after: before));
        Assert.Equal(("a", StageState.Ready, 90), (PathOf(change), change.State, change.Result!.Top1));
    }

    [Fact]
    public async Task ReadChanges_ParkedStageRetriedByAnotherSweep_IsAChange()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        await ParkAsync(await StartAsync("a"));
        var before = await _ledger.AskAsync(ledger => ledger.Sequence);
        await CreateAsync(new SampleSweep("t", "a"));

        Assert.Equal(["a", "a/b"], (await ChangesAsync(after: before)).Select(PathOf).Order());
    }

    [Fact]
    public async Task ReadChanges_OfASweep_OmitsOthersAndContinuesFromAnyNumber()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        await CreateAsync(new SampleSweep("t", "b", "c"));
        foreach (var path in (string[])["a", "b", "c"])
            await CompleteAsync(path);

        Assert.Equal(["a", "b"], (await ChangesAsync("s")).Select(PathOf));
        Assert.Equal(["b", "c"], (await ChangesAsync("t")).Select(PathOf));
        Assert.Equal(["c"], (await ChangesAsync("t", after: (await ChangesAsync("t"))[0].Sequence)).Select(PathOf));
        Assert.Equal(["a", "b"], (await _ledger.Reader.ReadChangesAsync(null, 0, 2, Stop)).Select(PathOf));
        Assert.Empty(await ChangesAsync("nobody"));
    }

    [Fact]
    public async Task ReadSequence_AfterDeletionAndRestart_NeverDecreases()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        await CompleteAsync("a");
        await CompleteAsync("b");
        await _ledger.DeleteAsync("s");
        await _ledger.DisposeAsync();
        _ledger = await OpenAsync();

        Assert.Equal(3, await _ledger.AskAsync(ledger => ledger.Sequence));
        await CreateAsync(new SampleSweep("t", "c"));
        await CompleteAsync("c");
        Assert.Equal(4, await _ledger.AskAsync(ledger => ledger.Sequence));
    }

    [Fact]
    public async Task FindStages_Prefix_FindsIdsThatStartWithIt()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "c"));
        var ids = ((string[])["a", "b", "c"]).Select(SampleSweep.Id).Order().ToList();

        Assert.Equal(ids, await _ledger.Reader.FindStagesAsync("", 10, Stop));
        Assert.Equal(ids.Take(2), await _ledger.Reader.FindStagesAsync("", 2, Stop));
        Assert.Equal([ids[1]], await _ledger.Reader.FindStagesAsync(ids[1].ToString().ToUpperInvariant()[..9], 10, Stop));
        Assert.Equal([ids[2]], await _ledger.Reader.FindStagesAsync(ids[2].ToString(), 10, Stop));
        Assert.Empty(await _ledger.Reader.FindStagesAsync($"{ids[0]}0", 10, Stop));
        Assert.Empty(await _ledger.Reader.FindStagesAsync("x", 10, Stop));
    }

    [Fact]
    public async Task ReadSweepsOf_SharedStage_NamesAllOldestFirst()
    {
        await CreateAsync(new SampleSweep("t", "a", "b"));
        await CreateAsync(new SampleSweep("s", "a"));

        Assert.Equal(["t", "s"], await _ledger.Reader.ReadSweepsOfAsync(SampleSweep.Id("a"), Stop));
        Assert.Equal(["t"], await _ledger.Reader.ReadSweepsOfAsync(SampleSweep.Id("b"), Stop));
        Assert.Empty(await _ledger.Reader.ReadSweepsOfAsync(SampleSweep.Id("nothing"), Stop));
    }

    private Task<IReadOnlyList<StageChange>> ChangesAsync(string? sweep = null, long after = 0) =>
        _ledger.Reader.ReadChangesAsync(sweep, after, 100, Stop);

    private static string PathOf(StageChange change) =>
        ((string[])["a", "a/b", "b", "b/c", "b/c/d", "c", "c/d", "c/d/e"]).Single(path => SampleSweep.Id(path) == change.Definition.Id);
}
