using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Coordinator.Study.Tables;
using Sweep.Tests.Coordinator.Api;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Study.Tables;

public sealed class ResultTablesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private GatedStore _store = null!;
    private TestLedger _ledger = null!;
    private int _loads;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new GatedStore(SqliteLedgerStore.Open(new SqliteStoreOptions(_folder.File("sweep.db")))) { Before = CountAsync };
        _ledger = await TestLedger.OpenAsync(_store, TimeProvider.System);
        foreach (var name in new[] { "a", "b", "c" })
            await FinishedSweep.SubmitAsync(_ledger, Specs.Named(name), name);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task OpenAsync_ManyAtOnce_ReadTheTrialsOnce()
    {
        using var tables = new ResultTables(_ledger.Reader);
        var sweep = await FindAsync("a");

        var opened = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => tables.OpenAsync(sweep, Stop))));

        Assert.Single(opened.Distinct());
        Assert.Equal(1, _loads);
        Assert.Equal(4, opened[0].Read(table => table.Count));
    }

    [Fact]
    public async Task OpenAsync_MoreThanFit_DropsTheLeastRecentlyUsed()
    {
        var one = await new ResultTables(_ledger.Reader).OpenAsync(await FindAsync("a"), Stop);
        using var tables = new ResultTables(_ledger.Reader, mostBytes: one.Bytes * 5 / 2);
        _loads = 0;

        foreach (var name in new[] { "a", "b", "a", "c", "a", "b" })
            await tables.OpenAsync(await FindAsync(name), Stop);

        Assert.Equal(2, tables.Count);
        Assert.Equal(4, _loads);
    }

    [Fact]
    public async Task OpenAsync_OneCallerCancels_ContinuesForOthers()
    {
        using var tables = new ResultTables(_ledger.Reader);
        var sweep = await FindAsync("a");
        var (reading, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.Before = member =>
            member == nameof(_store.ReadTrialsAsync) && reading.TrySetResult() ? goOn.Task.WaitAsync(Stop) : Task.CompletedTask;
        using var given = new CancellationTokenSource();
        var first = tables.OpenAsync(sweep, given.Token);
        var second = tables.OpenAsync(sweep, Stop);
        await reading.Task;

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        goOn.SetResult();

        Assert.Equal(4, (await second).Read(table => table.Count));
    }

    [Fact]
    public async Task OpenAsync_StoreFailedBefore_ReadsAgain()
    {
        using var tables = new ResultTables(_ledger.Reader);
        var sweep = await FindAsync("a");
        _store.Before = member => member == nameof(_store.ReadTrialsAsync) ? throw new SweepStoreException("locked") : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => tables.OpenAsync(sweep, Stop));
        Assert.Equal(0, tables.Count);
        _store.Before = CountAsync;

        Assert.Equal(4, (await tables.OpenAsync(sweep, Stop)).Read(table => table.Count));
    }

    private async Task<SweepRecord> FindAsync(string name) => (await _ledger.Reader.FindSweepAsync(name, Stop))!;

    private Task CountAsync(string member)
    {
        if (member == nameof(_store.ReadTrialsAsync))
            Interlocked.Increment(ref _loads);
        return Task.CompletedTask;
    }
}
