using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>One connection with its prepared statements. Not safe for concurrent use.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);

    public Database(SqliteStoreOptions options, bool readOnly)
    {
        Path = options.Path;
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = options.Source,
                Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
                DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
                Pooling = false,
            }.ToString()
        );
        try
        {
            _connection.Open();
            // In WAL mode, readers and the writer do not wait for each other. NORMAL does not wait for the disk at each commit: a process
            // that dies loses nothing, a machine that dies loses the last few commits at most, and that work runs again. Checkpointing the
            // log into the database does wait for the disk, so it happens every 40 MB instead of every 4.
            Run(
                readOnly
                    ? "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
                    : "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 10000;"
            );
        }
        catch (SqliteException error)
        {
            _connection.Dispose();
            throw SqliteErrors.Explain(error, Path);
        }
    }

    public string Path { get; }

    /// <summary>Runs statements that are used only once.</summary>
    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a prepared statement with parameters $1, $2, …; returns the number of changed rows.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments) => Prepare(sql, arguments).ExecuteNonQuery();

    /// <summary>The first column of the first row, as a number; zero when there is none.</summary>
    public long Scalar(string sql, params ReadOnlySpan<object?> arguments) =>
        Prepare(sql, arguments).ExecuteScalar() is long value ? value : 0;

    /// <summary>The caller must dispose the reader before using the same statement again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> arguments) => Prepare(sql, arguments).ExecuteReader();

    /// <summary>See <see cref="BlobLookup"/>. The caller must dispose it before this database.</summary>
    public BlobLookup Lookup(string sql) => new(_connection.Handle!, sql);

    /// <summary>False after an error that rolled back the whole transaction, as a full disk may.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Runs <paramref name="action"/> in a transaction: all of its changes are made, or none.</summary>
    public T Transact<T>(Func<T> action) => Transact("BEGIN IMMEDIATE", action);

    /// <summary>Runs <paramref name="action"/> so that everything it reads is one consistent snapshot.</summary>
    public T Snapshot<T>(Func<T> action) => Transact("BEGIN", action);

    public void RollBack()
    {
        try
        {
            if (IsInTransaction)
                Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back; the first error is the one to report.
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= arguments.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            _statements.Add(sql, command);
        }

        for (var i = 0; i < arguments.Length; i++)
            command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        return command;
    }

    private T Transact<T>(string begin, Func<T> action)
    {
        Execute(begin);
        try
        {
            var result = action();
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }
}
