using Microsoft.Data.Sqlite;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    private const string SelectStandings = $"SELECT '', {SweepColumns}, w.key AS key FROM sweep w WHERE w.state IS NOT NULL";

    private const string SelectTallies = "SELECT t.sweep, t.state, t.stages, t.trials, t.cost FROM sweep w JOIN tally t ON t.sweep = w.key WHERE w.state IS NOT NULL";

    private const string SelectHeld = """
        SELECT h.id, h.attempt, h.worker, h.state, w.name, m.cost
        FROM (SELECT key, id, attempt, worker, state FROM stage WHERE state = 2 UNION ALL SELECT key, id, attempt, worker, state FROM stage WHERE state = 3) h
        JOIN member m ON m.stage = h.key JOIN sweep w ON w.key = m.sweep WHERE w.state IS NOT NULL
        """;

    private const string OfOne = " AND w.name = $1";

    public Task<Standing> ReadStandingAsync(string? sweep, CancellationToken cancellation) => _reader.ReadAsync(
        database => new Standing(ReadStandings(database, sweep, ReadTallies(database, sweep)), ReadHeld(database, sweep)),
        cancellation);

    public Task<IReadOnlyDictionary<StageId, StageState>> ReadStatesAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation) =>
        _listing.ReadAsync<IReadOnlyDictionary<StageId, StageState>>(
            database =>
            {
                var states = new Dictionary<StageId, StageState>();
                foreach (var stage in stages)
                {
                    using var row = database.Query("SELECT state FROM stage WHERE id = $1", stage.ToColumn());
                    if (row.Read())
                        states[stage] = row.GetStageState(0);
                }

                return states;
            },
            cancellation);

    private static SqliteDataReader QueryOf(Database database, string? sweep, string sql) => sweep is null ? database.Query(sql) : database.Query(sql + OfOne, sweep);

    private static Dictionary<long, Dictionary<StageState, StateCount>> ReadTallies(Database database, string? sweep)
    {
        var tallies = new Dictionary<long, Dictionary<StageState, StateCount>>();
        using var row = QueryOf(database, sweep, SelectTallies);
        while (row.Read())
        {
            if (!tallies.TryGetValue(row.GetInt64(0), out var counts))
                tallies[row.GetInt64(0)] = counts = [];
            counts.Add(row.GetStageState(1), new StateCount(row.GetInt64(2), row.GetInt64(3), Math.Max(0, row.GetDouble(4))));
        }

        return tallies;
    }

    private static List<SweepStanding> ReadStandings(Database database, string? sweep, Dictionary<long, Dictionary<StageState, StateCount>> tallies)
    {
        var sweeps = new List<(long Key, SweepStanding Standing)>();
        using var row = QueryOf(database, sweep, SelectStandings);
        var key = row.GetOrdinal("key");
        while (row.Read())
            sweeps.Add((row.GetInt64(key), new SweepStanding(ReadSweep(row), new SweepCounts(tallies.GetValueOrDefault(row.GetInt64(key), [])))));
        return [.. sweeps.OrderBy(one => one.Key).Select(one => one.Standing)];
    }

    private static List<SweepLease> ReadHeld(Database database, string? sweep)
    {
        var held = new List<SweepLease>();
        using var row = QueryOf(database, sweep, SelectHeld);
        while (row.Read())
            held.Add(new SweepLease(new Lease(row.GetStageId(0), row.GetInt32(1), row.GetString(2)), row.GetStageState(3) == StageState.Running, row.GetString(4), row.GetDouble(5)));
        return held;
    }
}
