using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    /// <summary>What <see cref="ReadSweep"/> reads, after the spec's text.</summary>
    private const string SweepColumns = "w.name, w.spec_hash, w.state, w.priority, w.retries, w.created, w.reused, w.weight, w.spent, w.gpu_hours, w.unshared";

    private const string SelectSweeps = $"SELECT t.text, {SweepColumns} FROM sweep w JOIN spec t ON t.sweep = w.key WHERE w.state IS NOT NULL";

    public Task<bool> CreateSweepAsync(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials, CancellationToken cancellation) =>
        new SweepWriter(_database, _moves, _definitions, _writer, _time).WriteAsync(sweep, stages, trials, cancellation);

    public Task<bool> DeleteSweepAsync(string name, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            var key = SweepKey(_database, name);
            if (key != 0)
                SweepWriter.Delete(_database, key);
            return key != 0;
        },
        cancellation);

    public Task<SweepRecord?> FindSweepAsync(string name, CancellationToken cancellation) => _reader.ReadAsync(
        database =>
        {
            using var row = database.Query($"{SelectSweeps} AND w.name = $1", name);
            return row.Read() ? ReadSweep(row) : null;
        },
        cancellation);

    public Task<IReadOnlyList<SweepRecord>> ReadSweepsAsync(CancellationToken cancellation) => _reader.ReadAsync<IReadOnlyList<SweepRecord>>(
        database =>
        {
            var sweeps = new List<SweepRecord>();
            using var row = database.Query($"{SelectSweeps} ORDER BY w.key");
            while (row.Read())
                sweeps.Add(ReadSweep(row));
            return sweeps;
        },
        cancellation);

    public Task<IReadOnlyList<RunningSweep>> ReadRunningSweepsAsync(CancellationToken cancellation) => _reader.ReadAsync<IReadOnlyList<RunningSweep>>(
        database =>
        {
            var sweeps = new List<RunningSweep>();
            using var row = database.Query(
                """
                SELECT w.name, w.priority, w.weight, (SELECT SUM(t.stages) FROM tally t WHERE t.sweep = w.key AND t.state IN (2, 3)), w.spent, w.gpu_hours
                FROM sweep w WHERE w.state = $1 ORDER BY w.key
                """,
                (int)SweepState.Running);
            while (row.Read())
            {
                sweeps.Add(new RunningSweep(
                    row.GetString(0), row.GetInt32(1), row.GetDouble(2), row.GetInt64(3), TimeSpan.FromMilliseconds(row.GetInt64(4)), row.GetNumber(5)));
            }

            return sweeps;
        },
        cancellation);

    public Task<bool> SetSweepStateAsync(string name, SweepState from, SweepState to, CancellationToken cancellation) => WriteAsync(
        () => _database.Execute("UPDATE sweep SET state = $3 WHERE name = $1 AND state = $2", name, (int)from, (int)to) == 1,
        cancellation);

    public Task<bool> SetPriorityAsync(string name, int priority, CancellationToken cancellation) => WriteAsync(
        () => _database.Execute("UPDATE sweep SET priority = $2 WHERE name = $1 AND state IS NOT NULL", name, priority) == 1,
        cancellation);

    public Task<SweepCounts> CountAsync(string sweep, CancellationToken cancellation) => _reader.ReadAsync(
        database =>
        {
            var counts = new Dictionary<StageState, StateCount>();
            using var row = database.Query("SELECT state, stages, trials, cost FROM tally WHERE sweep = $1", SweepKey(database, sweep));
            while (row.Read())
                counts.Add(row.GetStageState(0), new StateCount(row.GetInt64(1), row.GetInt64(2), Math.Max(0, row.GetDouble(3))));
            return new SweepCounts(counts);
        },
        cancellation);

    public Task<int> RetryParkedAsync(string sweep, CancellationToken cancellation) =>
        WriteAsync(() => _moves.UnparkAll(SweepKey(_database, sweep)), cancellation);

    private static SweepRecord ReadSweep(SqliteDataReader row) => new()
    {
        SpecText = row.GetString(0),
        Name = row.GetString(1),
        SpecHash = row.GetString(2),
        State = (SweepState)row.GetInt32(3),
        Priority = row.GetInt32(4),
        Retries = row.GetInt32(5),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        Reused = row.GetInt64(7),
        Weight = row.GetDouble(8),
        Spent = TimeSpan.FromMilliseconds(row.GetInt64(9)),
        GpuHours = row.GetNumber(10),
        Unshared = TimeSpan.FromMilliseconds(row.GetInt64(11)),
    };
}
