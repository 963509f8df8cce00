using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// Looks up blobs by number without creating a command or a copy for each: a million lookups take one second instead of five.
/// </summary>
internal sealed class BlobLookup : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">Must stay open longer than this object.</param>
    /// <param name="sql">A query with one parameter, the number, whose first column is the blob.</param>
    public BlobLookup(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, sql, out _statement));
    }

    /// <summary>The value read from the blob; the default when there is no blob with this number.</summary>
    /// <exception cref="SqliteException">The blob cannot be read.</exception>
    public T? Find<T>(long number, Func<ReadOnlySpan<byte>, T> read)
    {
        Check(raw.sqlite3_bind_int64(_statement, 1, number));
        try
        {
            var outcome = raw.sqlite3_step(_statement);
            if (outcome == raw.SQLITE_ROW)
                return read(raw.sqlite3_column_blob(_statement, 0));
            if (outcome != raw.SQLITE_DONE)
                Check(outcome);
            return default;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int outcome) => SqliteException.ThrowExceptionForRC(outcome, _connection);
}
