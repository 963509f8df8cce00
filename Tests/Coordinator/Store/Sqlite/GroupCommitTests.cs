using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

public sealed class GroupCommitTests : IAsyncLifetime
{
    /// <summary>Nobody holds a lock for long here.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _hold = new();
    private Database _database = null!;
    private GroupCommit _writer = null!;
    private int _undone;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _database = new Database(_folder.File("sweep.db"), readOnly: false, _patience);
        _database.Run("CREATE TABLE entry(name TEXT NOT NULL UNIQUE); CREATE TABLE child(entry TEXT REFERENCES entry(name) DEFERRABLE INITIALLY DEFERRED)");
        _writer = new GroupCommit(_database, () => _undone++);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _hold.Set();
        await _writer.DisposeAsync();
        _database.Dispose();
        _hold.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_CallsThatWait_AreCommittedTogether()
    {
        var first = Hold();
        var calls = Enumerable.Range(0, 50).Select(i => AddAsync($"{i}")).ToArray();
        var commits = Commits();
        _hold.Set();

        await Task.WhenAll([first, .. calls]);

        Assert.Equal(51, Entries());
        Assert.Equal(2, Commits() - commits);
    }

    [Fact]
    public async Task Run_OneThrows_ItAloneIsUndone()
    {
        var first = Hold();
        var before = AddAsync("before");
        var bad = _writer.RunAsync<bool>(
            () =>
            {
                Add("half");
                throw new IOException("broken");
            },
            Stop);
        var twice = _writer.RunAsync(() => Add("another half") + Add("before"), Stop);
        var after = AddAsync("after");
        _hold.Set();

        await Task.WhenAll(first, before, after);
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(() => bad)).Message);
        await Assert.ThrowsAsync<SweepStoreException>(() => twice);
        Assert.Equal(3, Entries());
        Assert.Equal(2, _undone);
    }

    [Fact]
    public async Task Run_CommitFails_AllFailAndNothingChanges()
    {
        _database.Run("PRAGMA foreign_keys = ON");
        var first = Hold();
        var good = AddAsync("good");
        var orphan = _writer.RunAsync(() => _database.Execute("INSERT INTO child(entry) VALUES('none')"), Stop);
        _hold.Set();

        await first;
        await Assert.ThrowsAsync<SweepStoreException>(() => good);
        await Assert.ThrowsAsync<SweepStoreException>(() => orphan);
        Assert.Equal(1, Entries());
        Assert.Equal(1, _undone);
        await AddAsync("good");
        Assert.Equal(2, Entries());
    }

    [Fact]
    public async Task Run_CancelledBeforeItsTurn_IsNotRun()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var first = Hold();
        var cancelled = _writer.RunAsync(() => Add("cancelled"), cancel.Token);
        await cancel.CancelAsync();
        _hold.Set();

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await AddAsync("next");
        Assert.Equal(2, Entries());
    }

    [Fact]
    public async Task Run_ByManyThreads_LosesNone()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                    await AddAsync($"{thread} {i}");
            },
            Stop)));

        Assert.Equal(1600, Entries());
    }

    [Fact]
    public async Task Dispose_WhileCallsWait_RunsThem()
    {
        var first = Hold();
        var waiting = AddAsync("waiting");
        var disposal = _writer.DisposeAsync();
        _hold.Set();

        await disposal;
        await Task.WhenAll(first, waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AddAsync("late"));
    }

    /// <summary>Keeps the writer busy until the test lets it go, so that what is called meanwhile waits.</summary>
    private Task<int> Hold()
    {
        var begun = new TaskCompletionSource();
        var call = _writer.RunAsync(
            () =>
            {
                begun.SetResult();
                _hold.Wait(Stop);
                return Add("first");
            },
            Stop);
        begun.Task.Wait(Stop);
        return call;
    }

    private Task<int> AddAsync(string name) => _writer.RunAsync(() => Add(name), Stop);

    private int Add(string name) => _database.Execute("INSERT INTO entry(name) VALUES($1)", name);

    private long Entries() => Read(database => database.Scalar("SELECT COUNT(*) FROM entry"));

    /// <summary>Transactions that are in the log: SQLite marks the last page of each with the database's size.</summary>
    private long Commits()
    {
        using var log = new FileStream(_folder.File("sweep.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new BinaryReader(log);
        var commits = 0;
        for (var frame = 32L; frame + 24 <= log.Length; frame += 24 + 4096)
        {
            log.Position = frame + 4;
            commits += reader.ReadInt32() != 0 ? 1 : 0;
        }

        return commits;
    }

    private long Read(Func<Database, long> query)
    {
        using var reader = new Database(_database.Path, readOnly: true, _patience);
        return query(reader);
    }
}
