using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// The embedded store: one file in WAL mode, one transaction per batch. One connection writes, a second serves short reads, and each
/// read that may take longer opens a connection of its own, so that none waits for another. SQLite blocks the calling thread, so every
/// statement runs on the thread pool and callers await it.
/// </summary>
public sealed partial class SqliteLedgerStore : ILedgerStore
{
    private readonly SqliteStoreOptions _options;
    private readonly Lock _writing = new();

    /// <summary>Allows one read at a time on the shared connection. Callers await their turn instead of holding a thread.</summary>
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Database _writer;
    private readonly Database _reader;
    private readonly IDisposable? _frozen;

    private SqliteLedgerStore(SqliteStoreOptions options, IDisposable? frozen = null)
    {
        (_options, _frozen) = (options, frozen);
        _writer = new Database(options, options.ReadOnly);
        try
        {
            Schema.Prepare(_writer, options.ReadOnly);
            _reader = new Database(options, readOnly: true);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store, and creates it unless <see cref="SqliteStoreOptions.ReadOnly"/> is set.</summary>
    /// <exception cref="SweepStoreException">The file is locked, foreign, of another version or damaged, or cannot be opened.</exception>
    public static SqliteLedgerStore Open(SqliteStoreOptions options)
    {
        try
        {
            return new SqliteLedgerStore(options);
        }
        catch (Exception error) when (options.ReadOnly && FrozenFile.MayHelp(error, options.Path))
        {
            return OpenFrozen(options);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(error, options.Path);
        }
    }

    private static SqliteLedgerStore OpenFrozen(SqliteStoreOptions options)
    {
        var frozen = new FrozenFile(options.Path);
        try
        {
            return new SqliteLedgerStore(options with { Source = frozen.Source }, frozen);
        }
        catch (Exception error)
        {
            frozen.Dispose();
            throw error is SqliteException damage ? SqliteErrors.Explain(damage, options.Path) : error;
        }
    }

    public Task<LedgerMark> TakeOverAsync(CancellationToken cancellation) =>
        WriteAsync(() =>
        {
            _writer.Execute("UPDATE head SET epoch = epoch + 1");
            return ReadMark(_writer);
        });

    public Task AppendAsync(LedgerMark mark, Batch batch, CancellationToken cancellation) =>
        WriteAsync(() =>
        {
            var stored = ReadMark(_writer);
            if (stored.Epoch != mark.Epoch)
                throw new WriterFencedException($"{_options.Path} was taken over by another coordinator.");
            if (stored.Revision == mark.Revision)
                return stored;
            if (stored.Revision != mark.Revision - 1)
                throw new InvalidOperationException($"Revision {mark.Revision} does not follow {stored.Revision}.");
            new BatchWriter(_writer).Write(mark, batch);
            return mark;
        });

    public async ValueTask DisposeAsync()
    {
        await _reading.WaitAsync().ConfigureAwait(false);
        _reader.Dispose();
        _reading.Release();
        // Closing the last connection moves the log into the database and removes it, which a read-only connection cannot do.
        lock (_writing)
            _writer.Dispose();
        _frozen?.Dispose();
    }

    /// <summary>For tests: allows this many more pages, after which the disk counts as full.</summary>
    internal void LimitPages(int more)
    {
        lock (_writing)
            _writer.Run($"PRAGMA max_page_count = {_writer.Scalar("PRAGMA page_count") + more}");
    }

    private Task<T> WriteAsync<T>(Func<T> action) =>
        RunAsync(() =>
        {
            lock (_writing)
                return _writer.Transact(action);
        });

    private Task<Database> OpenReaderAsync() => RunAsync(() => new Database(_options, readOnly: true));

    private Task<T> RunAsync<T>(Func<T> action) => Task.Run(() => Explained(action));

    private T Explained<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(error, _options.Path);
        }
    }
}
