using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// The embedded store: one file in WAL mode, a transaction a batch. Writing goes through one connection, short reading through a second,
/// and what may take longer through one of its own, so that neither waits for the other.
/// </summary>
public sealed partial class SqliteLedgerStore : ILedgerStore
{
    private readonly SqliteStoreOptions _options;
    private readonly Lock _writing = new();
    private readonly Lock _reading = new();
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

    /// <summary>Opens the store, or makes it unless <see cref="SqliteStoreOptions.ReadOnly"/>.</summary>
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

    public ValueTask DisposeAsync()
    {
        lock (_reading)
            _reader.Dispose();
        // The last to close moves the log into the database and removes it, which a connection that only reads cannot.
        lock (_writing)
            _writer.Dispose();
        _frozen?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>For tests: no more than these pages beyond those there are; then the disk counts as full.</summary>
    internal void LimitPages(int more)
    {
        lock (_writing)
            _writer.Run($"PRAGMA max_page_count = {_writer.Scalar("PRAGMA page_count") + more}");
    }

    private Task<T> WriteAsync<T>(Func<T> action) =>
        Task.Run(() =>
        {
            lock (_writing)
                return Explained(() => _writer.Transact(action));
        });

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
