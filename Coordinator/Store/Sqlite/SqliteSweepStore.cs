using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// The embedded store: one file in WAL mode. All writing goes through one connection, by <see cref="GroupCommit"/>; short reading
/// through a second, one call at a time, so that it waits for no writing; trials are streamed from a connection of their
/// own, so that a slow reader holds up nobody.
/// </summary>
public sealed partial class SqliteSweepStore : ISweepStore
{
    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _time;

    // Only for the writer's thread.
    private readonly Database _database;
    private readonly StageMoves _moves;
    private readonly DefinitionTable _definitions;
    private readonly GroupCommit _writer;

    // Only within the gate.
    private readonly Lock _gate = new();
    private readonly Database _reader;
    private readonly DefinitionTable _readerDefinitions;

    private SqliteSweepStore(SqliteStoreOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _database = new Database(options.Path, options.ReadOnly, options.BusyTimeout);
        try
        {
            Schema.Prepare(_database, options.ReadOnly);
            _moves = new StageMoves(_database);
            _definitions = new DefinitionTable(_database);
            _reader = new Database(options.Path, readOnly: true, options.BusyTimeout);
            _readerDefinitions = new DefinitionTable(_reader);
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
    /// <exception cref="SweepStoreException">The file is locked, foreign, newer or damaged, or cannot be opened.</exception>
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
        lock (_gate)
        {
            _reader.Dispose();
            _database.Dispose();
        }
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

    /// <summary>For tests; see <see cref="Database.Plans"/>.</summary>
    internal async Task<IReadOnlyList<string>> PlansAsync() =>
    [
        .. await WriteAsync(_database.Plans, CancellationToken.None).ConfigureAwait(false),
        .. await ReadAsync(_reader.Plans, CancellationToken.None).ConfigureAwait(false),
    ];

    private Task<T> ReadAsync<T>(Func<T> action, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            try
            {
                return Task.FromResult(_reader.Snapshot(action));
            }
            catch (SqliteException error)
            {
                throw SqliteErrors.Explain(error, _options.Path);
            }
        }
    }

    private Task<T> WriteAsync<T>(Func<T> action, CancellationToken cancellation) => _writer.RunAsync(action, cancellation);

    /// <summary>Zero when there is no such sweep.</summary>
    private static long SweepKey(Database database, string name) => database.Scalar("SELECT key FROM sweep WHERE name = $1 AND state IS NOT NULL", name);
}
