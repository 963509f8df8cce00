using Microsoft.Data.Sqlite;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

/// <summary>A store's file of an older version, written statement by statement.</summary>
internal sealed class OldStoreFile : IDisposable
{
    private readonly SqliteConnection _connection;

    public OldStoreFile(string path, string tables, int version)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute($"{tables} PRAGMA journal_mode = WAL; PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {version};");
    }

    /// <param name="arguments">Of $1, $2, ….</param>
    public void Execute(string sql, params object?[] arguments)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < arguments.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", arguments[i] ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    /// <summary>Counts what was written of sweep 1.</summary>
    public void Tally()
    {
        foreach (var state in Enum.GetValues<StageState>())
        {
            Execute(
                """
                INSERT INTO tally SELECT 1, $1, COUNT(*), COALESCE(SUM(m.trials), 0), COALESCE(SUM(m.cost), 0)
                FROM stage s JOIN member m ON m.stage = s.key WHERE s.state = $1
                """,
                (int)state);
        }
    }

    public void Dispose() => _connection.Dispose();
}
