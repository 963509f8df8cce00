using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Coordinator.Study.Tables;
using Sweep.Tests.Coordinator.Api;

namespace Sweep.Tests.Coordinator.Study.Tables;

public sealed class ResultTablesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LedgerSweepStore _inner = null!;
    private ISweepStore _store = null!;
    private FaultyStore _faults = null!;
    private int _loads;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _inner = await LedgerSweepStore.OpenAsync(SqliteLedgerStore.Open(new SqliteStoreOptions(_folder.File("sweep.db"))), TimeProvider.System, Stop);
        (_store, _faults) = FaultyStore.Around(_inner);
        _faults.Before = member =>
        {
            if (member == nameof(ISweepStore.ReadTrialsAsync))
                Interlocked.Increment(ref _loads);
        };
        foreach (var name in new[] { "a", "b", "c" })
            await FinishedSweep.SubmitAsync(_store, Specs.Named(name), name, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task OpenAsync_ManyAtOnce_ReadTheTrialsOnce()
    {
        using var tables = new ResultTables(_store);
        var sweep = await FindAsync("a");

        var opened = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => tables.OpenAsync(sweep, Stop))));

        Assert.Single(opened.Distinct());
        Assert.Equal(1, _loads);
        Assert.Equal(4, opened[0].Read(table => table.Count));
    }

    [Fact]
    public async Task OpenAsync_MoreThanFit_ForgetsTheOneAskedForLongestAgo()
    {
        var one = await new ResultTables(_store).OpenAsync(await FindAsync("a"), Stop);
        using var tables = new ResultTables(_store, mostBytes: one.Bytes * 5 / 2);
        _loads = 0;

        foreach (var name in new[] { "a", "b", "a", "c", "a", "b" })
            await tables.OpenAsync(await FindAsync(name), Stop);

        Assert.Equal(2, tables.Count);
        Assert.Equal(4, _loads);
    }

    [Fact]
    public async Task OpenAsync_GivenUp_DoesNotEndItForOthers()
    {
        using var tables = new ResultTables(_store);
        var sweep = await FindAsync("a");
        using var reading = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        _faults.Before = member =>
        {
            if (member != nameof(ISweepStore.CountAsync))
                return;
            reading.Set();
            goOn.Wait(Stop);
        };
        using var given = new CancellationTokenSource();
        var first = tables.OpenAsync(sweep, given.Token);
        var second = tables.OpenAsync(sweep, Stop);
        reading.Wait(Stop);

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        goOn.Set();

        Assert.Equal(4, (await second).Read(table => table.Count));
    }

    [Fact]
    public async Task OpenAsync_StoreThatFailed_IsAskedAgain()
    {
        using var tables = new ResultTables(_store);
        var sweep = await FindAsync("a");
        _faults.Before = member =>
        {
            if (member == nameof(ISweepStore.ReadTrialsAsync))
                throw new SweepStoreException("locked");
        };
        await Assert.ThrowsAnyAsync<Exception>(() => tables.OpenAsync(sweep, Stop));
        Assert.Equal(0, tables.Count);
        _faults.Before = _ => { };

        Assert.Equal(4, (await tables.OpenAsync(sweep, Stop)).Read(table => table.Count));
    }

    private async Task<SweepRecord> FindAsync(string name) => (await _store.FindSweepAsync(name, Stop))!;
}
