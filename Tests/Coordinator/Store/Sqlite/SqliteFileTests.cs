using Microsoft.Data.Sqlite;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => _folder.File("sweep.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(99, false)]
    [InlineData(99, true)]
    public async Task Open_AnotherVersion_IsRefusedInOneLineAndUntouched(int version, bool readOnly)
    {
        await Open().DisposeAsync();
        Run($"PRAGMA user_version = {version}; PRAGMA wal_checkpoint(TRUNCATE)");
        var before = await File.ReadAllBytesAsync(Path, Stop);

        var refusal = Assert.Throws<SweepStoreException>(() => Open(readOnly)).Message;

        Assert.StartsWith(
            $"{Path} is a store of version {version}, and this sweep knows only version {Schema.Version}. ",
            refusal,
            StringComparison.Ordinal
        );
        Assert.Contains("Use the sweep that wrote it or another --home", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path, Stop));
    }

    [Fact]
    public void Open_OtherDatabase_IsRefusedUntouched()
    {
        Run("CREATE TABLE theirs(x)");
        Assert.Contains("another program's", Refusal(), StringComparison.Ordinal);
        Run("SELECT x FROM theirs");
    }

    [Fact]
    public void Open_NotADatabase_NamesTheProblem()
    {
        File.WriteAllText(Path, new string('x', 5000));
        Assert.Contains("not a sweep store", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFolder_NamesTheProblem()
    {
        var error = Assert.Throws<SweepStoreException>(() => SqliteLedgerStore.Open(new(_folder.File("none/sweep.db"))));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_LockedByAnother_NamesTheProblemAndWorksAfterwards()
    {
        await using var store = SqliteLedgerStore.Open(new(Path) { BusyTimeout = TimeSpan.FromSeconds(1) });
        var mark = await store.TakeOverAsync(Stop);
        using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            var error = await Assert.ThrowsAsync<SweepStoreException>(() => AppendAsync(store, mark));
            Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);
            Execute(other, "ROLLBACK");
        }

        await AppendAsync(store, mark);
        Assert.Equal(1, (await store.ReadMarkAsync(Stop)).Revision);
    }

    [Fact]
    public async Task Write_DiskFull_NamesTheProblemAndWorksAfterwards()
    {
        await using var store = Open();
        var mark = await store.TakeOverAsync(Stop);
        await AppendAsync(store, mark);
        mark = mark with { Revision = 1 };
        var many = SampleBatch.Empty with { Stages = [.. Enumerable.Range(1, 500).Select(number => SampleBatch.Stage(number, 0, 1))] };

        // SQLite's page limit gives the same error as a full disk.
        store.LimitPages(1);
        var error = await Assert.ThrowsAsync<SweepStoreException>(() => AppendAsync(store, mark, many));
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(mark, await store.ReadMarkAsync(Stop));
        Assert.Empty(await store.FindStagesAsync([SampleBatch.Id(1)], Stop));

        store.LimitPages(1_000_000);
        await AppendAsync(store, mark, many);
        Assert.Single(await store.FindStagesAsync([SampleBatch.Id(500)], Stop));
    }

    [Fact]
    public async Task Read_WhileAnotherWrites_DoesNotWait()
    {
        await using var store = Open();
        await AppendAsync(store, await store.TakeOverAsync(Stop));
        using var other = Connect();
        Execute(other, "BEGIN IMMEDIATE");

        Assert.Single((await store.ReadLedgerAsync(Stop)).Sweeps);
        Execute(other, "ROLLBACK");
    }

    [Fact]
    public async Task OpenReadOnly_BesideAWriter_SeesItsWrites()
    {
        await using var store = Open();
        await AppendAsync(store, await store.TakeOverAsync(Stop));
        await using var reader = Open(readOnly: true);

        Assert.Single((await reader.ReadLedgerAsync(Stop)).Sweeps);
        Assert.Contains(
            "read-only",
            (await Assert.ThrowsAsync<SweepStoreException>(() => reader.TakeOverAsync(Stop))).Message,
            StringComparison.Ordinal
        );
    }

    private SqliteLedgerStore Open(bool readOnly = false) => SqliteLedgerStore.Open(new(Path) { ReadOnly = readOnly });

    private static Task AppendAsync(SqliteLedgerStore store, LedgerMark mark, Batch? batch = null) =>
        store.AppendAsync(mark with { Revision = mark.Revision + 1 }, batch ?? SampleBatch.Sweep(1, "s"), Stop);

    private string Refusal() => Assert.Throws<SweepStoreException>(() => Open()).Message;

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Run(string sql)
    {
        using var connection = Connect();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
