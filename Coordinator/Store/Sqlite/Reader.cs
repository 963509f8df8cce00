using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>A connection that only reads, for one call at a time. Safe for concurrent use.</summary>
internal sealed class Reader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Database _database;

    public Reader(SqliteStoreOptions options)
    {
        _database = new Database(options.Path, readOnly: true, options.BusyTimeout);
        Definitions = new DefinitionTable(_database);
    }

    /// <summary>Only for what <see cref="ReadAsync"/> runs.</summary>
    public DefinitionTable Definitions { get; }

    /// <summary>All that <paramref name="action"/> reads is of one moment. It runs before this returns.</summary>
    public Task<T> ReadAsync<T>(Func<Database, T> action, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            try
            {
                return Task.FromResult(_database.Snapshot(() => action(_database)));
            }
            catch (SqliteException error)
            {
                throw SqliteErrors.Explain(error, _database.Path);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _database.Dispose();
    }
}
