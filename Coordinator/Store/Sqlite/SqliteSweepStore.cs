using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// The embedded store: one file in WAL mode. All writing and short reading goes through one connection, one call at a time;
/// trials are streamed from a connection of their own, so that a slow reader holds up nobody.
/// </summary>
public sealed partial class SqliteSweepStore : ISweepStore
{
    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Database _database;
    private readonly StageMoves _moves;
    private readonly DefinitionTable _definitions;

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
        }
        catch
        {
            _database.Dispose();
            throw;
        }
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

    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _database.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>For tests: no more than these pages beyond those there are; then the disk counts as full.</summary>
    internal void LimitPages(int more)
    {
        var pages = _database.Scalar("PRAGMA page_count");
        _database.Run($"PRAGMA max_page_count = {pages + more}");
    }

    private Task<T> ReadAsync<T>(Func<T> action, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            try
            {
                return Task.FromResult(action());
            }
            catch (SqliteException error)
            {
                throw SqliteErrors.Explain(error, _options.Path);
            }
        }
    }

    private Task<T> WriteAsync<T>(Func<T> action, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Write(action));
    }

    private T Write<T>(Func<T> action)
    {
        lock (_gate)
        {
            try
            {
                return _database.Transact(action);
            }
            catch (Exception error)
            {
                _definitions.Forget();
                if (error is SqliteException cause)
                    throw SqliteErrors.Explain(cause, _options.Path);
                throw;
            }
        }
    }

    /// <summary>Zero when there is no such sweep.</summary>
    private long SweepKey(string name) => _database.Scalar("SELECT key FROM sweep WHERE name = $1 AND state IS NOT NULL", name);
}
