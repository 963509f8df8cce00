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

        Assert.StartsWith($"{Path} is a store of version {version}, and this sweep knows only version {Schema.Version}. ", refusal, StringComparison.Ordinal);
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
    public void Open_NoDatabase_SaysSo()
    {
        File.WriteAllText(Path, new string('x', 5000));
        Assert.Contains("not a sweep store", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFolder_SaysSo()
    {
        var error = Assert.Throws<SweepStoreException>(() => SqliteSweepStore.Open(new(_folder.File("none/sweep.db")), TimeProvider.System));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_LockedByAnother_SaysSoAndWorksAfterwards()
    {
        await using var store = SqliteSweepStore.Open(new(Path) { BusyTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            var error = await Assert.ThrowsAsync<SweepStoreException>(() => CreateAsync(store));
            Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);
            Execute(other, "ROLLBACK");
        }

        Assert.True(await CreateAsync(store));
    }

    [Fact]
    public async Task Write_DiskFull_SaysSoKeepsWhatWasAndWorksAfterwards()
    {
        await using var store = Open();
        await CreateAsync(store);
        var many = new SampleSweep("many", [.. Enumerable.Range(0, 500).Select(i => $"stage {i}")]);

        // SQLite's own limit gives the same error as a disk without room.
        await store.LimitPagesAsync(1);
        var error = await Assert.ThrowsAsync<SweepStoreException>(() => CreateAsync(store, many));
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(["s"], (await store.ReadSweepsAsync(Stop)).Select(sweep => sweep.Name));

        await store.LimitPagesAsync(1_000_000);
        Assert.True(await CreateAsync(store, many));
        Assert.Equal(500, (await store.CountAsync("many", Stop)).Open.Stages);
    }

    [Fact]
    public async Task Read_WhileAnotherWrites_DoesNotWait()
    {
        await using var store = Open();
        await CreateAsync(store);
        using var other = Connect();
        Execute(other, "BEGIN IMMEDIATE");

        Assert.Equal(1, (await store.CountAsync("s", Stop)).Open.Stages);
        Execute(other, "ROLLBACK");
    }

    [Fact]
    public async Task Write_AfterDispose_Throws()
    {
        var store = Open();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => CreateAsync(store));
    }

    [Fact]
    public async Task OpenReadOnly_BesideAWriter_SeesItsWrites()
    {
        await using var store = Open();
        await CreateAsync(store);
        await using var reader = Open(readOnly: true);

        Assert.Equal(1, (await reader.CountAsync("s", Stop)).Open.Stages);
        Assert.Contains("read-only", (await Assert.ThrowsAsync<SweepStoreException>(() => CreateAsync(reader, "t"))).Message, StringComparison.Ordinal);
    }

    private SqliteSweepStore Open(bool readOnly = false) => SqliteSweepStore.Open(new(Path) { ReadOnly = readOnly }, TimeProvider.System);

    private static Task<bool> CreateAsync(SqliteSweepStore store, string name = "s") => CreateAsync(store, new SampleSweep(name, "a"));

    private static Task<bool> CreateAsync(SqliteSweepStore store, SampleSweep sample) =>
        store.CreateSweepAsync(sample.Sweep, sample.Stages, sample.Trials, Stop);

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
