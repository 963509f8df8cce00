using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// The embedded store: one file in WAL mode. All writing goes through one connection, by <see cref="GroupCommit"/>; short reading
/// through a second, one call at a time, so that it waits for no writing; what may take longer through a third, so that it holds up
/// only its like; trials are streamed from a connection of their own, so that a slow reader holds up nobody.
/// </summary>
public sealed partial class SqliteSweepStore : ISweepStore
{
    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _time;

    // Only for the writer's thread.
    private readonly Database _database;
    private readonly StageMoves _moves;
    private readonly AttemptTable _attempts;
    private readonly DefinitionTable _definitions;
    private readonly GroupCommit _writer;

    private readonly Reader _reader;
    private readonly Reader _listing;

    private SqliteSweepStore(SqliteStoreOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _database = new Database(options.Path, options.ReadOnly, options.BusyTimeout);
        try
        {
            Schema.Prepare(_database, options.ReadOnly);
            _moves = new StageMoves(_database);
            _attempts = new AttemptTable(_database);
            _definitions = new DefinitionTable(_database);
            _reader = new Reader(options);
            _listing = new Reader(options);
        }
        catch
        {
            _reader?.Dispose();
            _database.Dispose();
            throw;
        }

        _writer = new GroupCommit(_database, _definitions.Forget);
    }

    /// <summary>Opens the store, or makes it unless <see cref="SqliteStoreOptions.ReadOnly"/>.</summary>
    /// <exception cref="SweepStoreException">The file is locked, foreign, of another version or damaged, or cannot be opened.</exception>
    public static SqliteSweepStore Open(SqliteStoreOptions options, TimeProvider time)
    {
        try
        {
            return new SqliteSweepStore(options, time);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(error, options.Path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _reader.Dispose();
        _listing.Dispose();
        _database.Dispose();
    }

    /// <summary>For tests: no more than these pages beyond those there are; then the disk counts as full.</summary>
    internal Task LimitPagesAsync(int more) => WriteAsync(
        () =>
        {
            var pages = _database.Scalar("PRAGMA page_count");
            _database.Run($"PRAGMA max_page_count = {pages + more}");
            return true;
        },
        CancellationToken.None);

    private Task<T> WriteAsync<T>(Func<T> action, CancellationToken cancellation) => _writer.RunAsync(action, cancellation);

    /// <summary>Zero when there is no such sweep.</summary>
    private static long SweepKey(Database database, string name) => database.Scalar("SELECT key FROM sweep WHERE name = $1 AND state IS NOT NULL", name);
}
