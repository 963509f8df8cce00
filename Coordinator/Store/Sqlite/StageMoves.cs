namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>Moves stages from state to state, and with them the tallies and ready queues of all the sweeps that want them.</summary>
internal sealed class StageMoves
{
    private readonly Database _database;

    public StageMoves(Database database)
    {
        _database = database;
        database.Run("CREATE TEMP TABLE moving(key INTEGER PRIMARY KEY, state INTEGER NOT NULL)");
    }

    public void Move(long stage, StageState from, StageState to, long notBefore = 0)
    {
        _database.Execute("UPDATE stage SET state = $2 WHERE key = $1", stage, (int)to);
        _database.Execute(
            """
            UPDATE tally SET stages = tally.stages + d.step, trials = tally.trials + d.step * d.trials, cost = tally.cost + d.step * d.cost
            FROM (SELECT m.sweep, m.trials, m.cost, t.state, t.step FROM member m, (SELECT $2 AS state, -1 AS step UNION ALL SELECT $3, 1) t WHERE m.stage = $1) d
            WHERE tally.sweep = d.sweep AND tally.state = d.state
            """,
            stage, (int)from, (int)to);
        if (from == StageState.Ready)
            _database.Execute("DELETE FROM ready WHERE (sweep, chain, stage) IN (SELECT sweep, chain, stage FROM member WHERE stage = $1)", stage);
        if (to == StageState.Ready)
            _database.Execute("INSERT INTO ready(sweep, chain, stage, not_before) SELECT sweep, chain, stage, $2 FROM member WHERE stage = $1", stage, notBefore);
    }

    /// <summary>
    /// Moves every stage that a query names; returns how many. The cross joins make SQLite begin with the stages that move:
    /// left to itself it would read all members.
    /// </summary>
    /// <param name="query">Yields <c>key, state</c> of stages, each once; its parameter is $1.</param>
    /// <param name="assignments">What else is set on the stages, such as <c>worker = NULL</c>; its parameter is $2.</param>
    public int MoveAll(string query, long argument, StageState to, string assignments, object? value = null)
    {
        _database.Execute("DELETE FROM moving");
        var count = _database.Execute($"INSERT INTO moving(key, state) {query}", argument);
        if (count == 0)
            return 0;

        Tally("moving.state", -1);
        Tally(((int)to).ToString(System.Globalization.CultureInfo.InvariantCulture), 1);
        _database.Execute(
            """
            DELETE FROM ready WHERE (sweep, chain, stage) IN
                (SELECT m.sweep, m.chain, m.stage FROM moving CROSS JOIN member m ON m.stage = moving.key WHERE moving.state = 1)
            """);
        if (to == StageState.Ready)
            _database.Execute("INSERT INTO ready(sweep, chain, stage, not_before) SELECT m.sweep, m.chain, m.stage, 0 FROM moving CROSS JOIN member m ON m.stage = moving.key");
        _database.Execute($"UPDATE stage SET state = $1, {assignments} WHERE key IN (SELECT key FROM moving)", (int)to, value);
        return count;
    }

    private void Tally(string state, int step) => _database.Execute(
        $"""
        UPDATE tally SET stages = tally.stages + $1 * d.stages, trials = tally.trials + $1 * d.trials, cost = tally.cost + $1 * d.cost
        FROM (SELECT m.sweep, {state} AS state, COUNT(*) AS stages, SUM(m.trials) AS trials, SUM(m.cost) AS cost
              FROM moving CROSS JOIN member m ON m.stage = moving.key GROUP BY 1, 2) d
        WHERE tally.sweep = d.sweep AND tally.state = d.state
        """,
        step);
}
