using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Store.Mongo;
using Sweep.Tests.Coordinator.Store.Mongo.Double;

namespace Sweep.Tests.Coordinator.Store;

public sealed class StoreCopyTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProtocolDouble _double = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _double.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Copy_ToAnotherKindAndBack_KeepsEverything()
    {
        await using var source = SqliteLedgerStore.Open(new(_folder.File("source.db")));
        await FillAsync(source);
        await using var mongo = await MongoLedgerStore.OpenAsync(new(_double.ConnectionString), Stop);
        await using var back = SqliteLedgerStore.Open(new(_folder.File("back.db")));

        Assert.True(await new StoreCopy(source, mongo, (_, _) => { }).CopyAsync(Stop));
        Assert.True(await new StoreCopy(mongo, back, (_, _) => { }).CopyAsync(Stop));

        var expected = await StoreContent.ReadAsync(source, Stop);
        Assert.Equal(expected, await StoreContent.ReadAsync(mongo, Stop));
        Assert.Equal(expected, await StoreContent.ReadAsync(back, Stop));
        Assert.False(await new StoreCopy(source, back, (_, _) => { }).CopyAsync(Stop));
    }

    [Fact]
    public async Task Copy_Interrupted_CanBeRepeated()
    {
        await using var source = SqliteLedgerStore.Open(new(_folder.File("source.db")));
        await FillAsync(source);
        await using var target = SqliteLedgerStore.Open(new(_folder.File("target.db")));
        await Assert.ThrowsAsync<IOException>(() => new StoreCopy(source, target, (_, _) => throw new IOException("gone")).CopyAsync(Stop));
        Assert.Empty((await target.ReadLedgerAsync(Stop)).Sweeps);

        Assert.True(await new StoreCopy(source, target, (_, _) => { }).CopyAsync(Stop));
        Assert.Equal(await StoreContent.ReadAsync(source, Stop), await StoreContent.ReadAsync(target, Stop));
    }

    [Fact]
    public async Task Copy_IntoAStoreWithOtherSweeps_IsRefused()
    {
        await using var source = SqliteLedgerStore.Open(new(_folder.File("source.db")));
        await FillAsync(source);
        await using var target = SqliteLedgerStore.Open(new(_folder.File("target.db")));
        await target.AppendAsync(await target.TakeOverAsync(Stop) with { Revision = 1 }, SampleBatch.Sweep(1, "mine"), Stop);

        await Assert.ThrowsAsync<SweepStoreException>(() => new StoreCopy(source, target, (_, _) => { }).CopyAsync(Stop));
        Assert.Equal("mine", Assert.Single((await target.ReadLedgerAsync(Stop)).Sweeps).Name);
    }

    [Fact]
    public async Task Copy_SourceWrittenToMeanwhile_IsRefused()
    {
        await using var source = SqliteLedgerStore.Open(new(_folder.File("source.db")));
        await FillAsync(source);
        var mark = await source.TakeOverAsync(Stop);
        await using var target = SqliteLedgerStore.Open(new(_folder.File("target.db")));
        void Write(long stages, int sweeps) =>
            source.AppendAsync(mark with { Revision = mark.Revision + 1 }, SampleBatch.Empty, Stop).GetAwaiter().GetResult();

        var error = await Assert.ThrowsAsync<SweepStoreException>(() => new StoreCopy(source, target, Write).CopyAsync(Stop));

        Assert.Contains("written to", error.Message, StringComparison.Ordinal);
        Assert.Empty((await target.ReadLedgerAsync(Stop)).Sweeps);
    }

    private static async Task FillAsync(SqliteLedgerStore store)
    {
        var mark = await store.TakeOverAsync(Stop);
        foreach (var batch in Script.Batches)
            await store.AppendAsync(mark = mark with { Revision = mark.Revision + 1 }, batch, Stop);
    }
}
