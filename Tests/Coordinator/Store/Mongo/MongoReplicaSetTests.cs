using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Tests.Coordinator.Store.Mongo.Double;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>Primaries that step down during an append, rollbacks, and two coordinators that talk to different primaries.</summary>
public sealed class MongoReplicaSetTests : IAsyncDisposable
{
    private readonly ProtocolDoubleSet _set = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Batch First =>
        SampleBatch.Sweep(1, "first", trials: 3) with
        {
            Stages = [SampleBatch.Stage(1, 0, 1), SampleBatch.Stage(2, 0, 1)],
        };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_PrimaryStepsDown_IsStoredOnceWhenRepeated(bool nextHasIt)
    {
        await using var store = await OpenAsync(_set.ConnectionString);
        var mark = await store.TakeOverAsync(Stop) with { Revision = 1 };
        var append = await AppendWithoutMajorityAsync(store, mark);
        _set.FailOver(nextHasIt);

        await Assert.ThrowsAsync<SweepStoreException>(() => append);
        Assert.Equal(nextHasIt ? 2 : 1, _set.Primary.Documents("sweep", "log").Count);
        await UntilKnownAsync(() => store.AppendAsync(mark, First, Stop));
        await store.AppendAsync(mark with { Revision = 2 }, SampleBatch.Empty, Stop);

        Assert.Equal(new LedgerMark(1, 2), await store.ReadMarkAsync(Stop));
        await store.DrainAsync(Stop);
        foreach (var server in (ProtocolDouble[])[_set.Primary, _set.Other])
        {
            Assert.Equal([1, 2, 3], server.Documents("sweep", "log").Select(record => record["_id"].ToInt32()));
            Assert.Equal(3, server.Documents("sweep", "trials").Count);
        }
    }

    [Fact]
    public async Task Append_RolledBackAndItsPositionTaken_IsRefused()
    {
        await using var first = await OpenAsync(_set.ConnectionString);
        var mark = await first.TakeOverAsync(Stop) with { Revision = 1 };
        var append = await AppendWithoutMajorityAsync(first, mark);
        _set.FailOver();
        await Assert.ThrowsAsync<SweepStoreException>(() => append);
        await using var second = await OpenAsync(_set.ConnectionString);
        var taken = await second.TakeOverAsync(Stop);

        await Assert.ThrowsAsync<WriterFencedException>(() => UntilKnownAsync(() => first.AppendAsync(mark, First, Stop)));

        Assert.Equal(new LedgerMark(2, 0), taken);
        Assert.Equal(taken, await second.ReadMarkAsync(Stop));
        Assert.Empty((await second.ReadLedgerAsync(Stop)).Sweeps);
    }

    [Fact]
    public async Task TakeOver_AfterAFailOverThatKeptAnAppend_ContainsItAndRefusesTheNext()
    {
        await using var first = await OpenAsync(_set.ConnectionString);
        var mark = await first.TakeOverAsync(Stop) with { Revision = 1 };
        var append = await AppendWithoutMajorityAsync(first, mark);
        _set.FailOver(withWaiting: true);
        await Assert.ThrowsAsync<SweepStoreException>(() => append);
        await using var second = await OpenAsync(_set.ConnectionString);
        var taken = await second.TakeOverAsync(Stop);

        await UntilKnownAsync(() => first.AppendAsync(mark, First, Stop));
        await Assert.ThrowsAsync<WriterFencedException>(() =>
            first.AppendAsync(mark with { Revision = 2 }, SampleBatch.Sweep(2, "late"), Stop)
        );

        Assert.Equal(new LedgerMark(2, 1), taken);
        Assert.Equal(["first"], (await second.ReadLedgerAsync(Stop)).Sweeps.Select(sweep => sweep.Name));
    }

    [Fact]
    public async Task Append_ToBothPrimariesOfASplitSet_StoresOnlyTheNewestsBatch()
    {
        var (oldPrimary, newPrimary) = (_set.Primary, _set.Other);
        await using var first = await OpenAsync(Direct(oldPrimary));
        var mark = await first.TakeOverAsync(Stop) with { Revision = 1 };
        _set.Split();
        var append = first.AppendAsync(mark, First, Stop);
        await Wait.UntilAsync("the old primary has the append and no majority", () => _set.Waiting == 1);
        await using var second = await OpenAsync(Direct(newPrimary));
        var taken = await second.TakeOverAsync(Stop);
        await second.AppendAsync(taken with { Revision = 1 }, SampleBatch.Sweep(1, "second"), Stop);

        Assert.False(append.IsCompleted);
        Assert.Equal(new LedgerMark(1, 0), await first.ReadMarkAsync(Stop));
        Assert.Empty((await first.ReadLedgerAsync(Stop)).Sweeps);
        _set.TimeOutWaiting();
        await Assert.ThrowsAsync<SweepStoreException>(() => append);

        // The old primary stored it, so repeating it is a duplicate key; without a majority that proves nothing.
        append = first.AppendAsync(mark, First, Stop);
        await Wait.UntilAsync("the old primary has answered to itself alone", () => _set.Waiting == 1);
        _set.TimeOutWaiting();
        await Assert.ThrowsAsync<SweepStoreException>(() => append);
        _set.Heal();
        await Assert.ThrowsAsync<SweepStoreException>(() => first.AppendAsync(mark, First, Stop));
        _set.FailOver();
        Assert.Same(oldPrimary, _set.Primary);
        await Assert.ThrowsAsync<WriterFencedException>(() => UntilKnownAsync(() => first.AppendAsync(mark, First, Stop)));
        Assert.Equal(["second"], (await first.ReadLedgerAsync(Stop)).Sweeps.Select(sweep => sweep.Name));
        Assert.Equal([1, 2, 3], oldPrimary.Documents("sweep", "log").Select(record => record["_id"].ToInt32()));
    }

    public ValueTask DisposeAsync() => _set.DisposeAsync();

    private static string Direct(ProtocolDouble server) => $"{server.ConnectionString}/?directConnection=true";

    private static Task<MongoLedgerStore> OpenAsync(string address) => MongoLedgerStore.OpenAsync(new MongoStoreOptions(address), Stop);

    private async Task<Task> AppendWithoutMajorityAsync(MongoLedgerStore store, LedgerMark mark)
    {
        await store.DrainAsync(Stop);
        _set.HoldReplication();
        var append = store.AppendAsync(mark, First, Stop);
        await Wait.UntilAsync("the append waits for a majority", () => _set.Waiting == 1);
        return append;
    }

    /// <summary>Repeats an append while its outcome is unknown, as a keeper does.</summary>
    private static async Task UntilKnownAsync(Func<Task> append)
    {
        while (true)
        {
            try
            {
                await append();
                return;
            }
            catch (SweepStoreException open) when (open is not WriterFencedException)
            {
                Stop.ThrowIfCancellationRequested();
            }
        }
    }
}
