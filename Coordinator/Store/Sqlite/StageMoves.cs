namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// Moves stages from state to state, and with them the tallies and ready queues of all the sweeps that want them.
/// A stage that nobody has is Ready if it has no parent or a completed one, Blocked if its parent is parked or blocked, and
/// Waiting otherwise; every move here keeps it so.
/// </summary>
internal sealed class StageMoves
{
    /// <summary>
    /// The next number of the sequence of changes. Stages are never deleted, so the highest that any of them has is the newest there
    /// was, and it needs no counter that a transaction that is undone, or a restart, could put back. The first is 2, so that 1 can be
    /// gone on from before anything settled.
    /// </summary>
    public const string NextChange = "(SELECT COALESCE(MAX(changed), 1) + 1 FROM stage WHERE changed IS NOT NULL)";

    private readonly Database _database;
    private readonly List<(long Sweep, long Trials, double Cost, double Chain)> _members = [];

    public StageMoves(Database database)
    {
        _database = database;
        database.Run("CREATE TEMP TABLE moving(key INTEGER PRIMARY KEY, state INTEGER NOT NULL, not_before INTEGER NOT NULL)");
    }

    /// <summary>For a stage whose row says <paramref name="to"/> already, with a new number if it is a change.</summary>
    /// <param name="notBefore">End of the back-off that it goes to, or that it comes from; zero for none.</param>
    public void Moved(long stage, StageState from, StageState to, long notBefore = 0)
    {
        _members.Clear();
        using (var row = _database.Query("SELECT sweep, trials, cost, chain FROM member WHERE stage = $1", stage))
        {
            while (row.Read())
                _members.Add((row.GetInt64(0), row.GetInt64(1), row.GetDouble(2), row.GetDouble(3)));
        }

        foreach (var (sweep, trials, cost, chain) in _members)
        {
            Tally(sweep, from, -1, -trials, -cost);
            Tally(sweep, to, 1, trials, cost);
            if (from == StageState.Ready)
                _database.Execute("DELETE FROM ready WHERE sweep = $1 AND not_before = $2 AND chain = $3 AND stage = $4", sweep, notBefore, chain, stage);
            if (to == StageState.Ready)
                _database.Execute("INSERT INTO ready(sweep, not_before, chain, stage) VALUES($1, $2, $3, $4)", sweep, notBefore, chain, stage);
        }
    }

    /// <summary>A stage that nobody has (any more) goes where its parent's state puts it.</summary>
    public StageState Settle(long stage, StageState from, long notBefore = 0)
    {
        var (to, blocker) = Rest(stage);
        _database.Execute("UPDATE stage SET state = $2, worker = NULL, not_before = $3, blocked_by = $4 WHERE key = $1", stage, (int)to, notBefore, blocker);
        if (IsSettled(from) || IsSettled(to))
            _database.Execute($"UPDATE stage SET changed = {NextChange} WHERE key = $1", stage);
        Moved(stage, from, to, notBefore);
        if (blocker is { } parked)
            Block(stage, parked);
        return to;
    }

    /// <summary>What waits below a stage cannot run. What runs there goes on, with what is below it.</summary>
    public void Block(long top, long parked) => MoveAll(
        """
        WITH RECURSIVE below(key) AS (
            SELECT key FROM stage WHERE parent = $1 AND state IN (0, 1)
            UNION ALL SELECT s.key FROM below CROSS JOIN stage s ON s.parent = below.key WHERE s.state IN (0, 1))
        SELECT s.key, s.state, s.not_before FROM below CROSS JOIN stage s ON s.key = below.key
        """,
        top, StageState.Blocked, "blocked_by = $2", parked);

    /// <summary>The children of a stage that was just completed.</summary>
    public void ReleaseChildren(long stage) =>
        MoveAll("SELECT key, state, not_before FROM stage WHERE parent = $1 AND state = 0", stage, StageState.Ready, "not_before = 0");

    /// <summary>A parked stage gets another chance, and what it blocks waits for it again.</summary>
    public StageState Unpark(long stage)
    {
        _database.Execute($"UPDATE stage SET {Forgiven} WHERE key = $1", stage);
        MoveAll("SELECT key, state, not_before FROM stage WHERE blocked_by = $1", stage, StageState.Waiting, "blocked_by = NULL");
        return Settle(stage, StageState.Failed);
    }

    /// <summary>All that are parked of a sweep; returns how many.</summary>
    public int UnparkAll(long sweep)
    {
        const string Parked = "stage s CROSS JOIN member m ON m.stage = s.key AND m.sweep = $1";
        MoveAll(
            $"SELECT b.key, b.state, b.not_before FROM {Parked} CROSS JOIN stage b ON b.blocked_by = s.key WHERE s.state = 5",
            sweep, StageState.Waiting, "blocked_by = NULL");
        var ready = MoveAll(
            $"SELECT s.key, s.state, s.not_before FROM {Parked} LEFT JOIN stage p ON p.key = s.parent WHERE s.state = 5 AND (p.key IS NULL OR p.state = 4)",
            sweep, StageState.Ready, Forgiven);
        return ready + MoveAll($"SELECT s.key, s.state, s.not_before FROM {Parked} WHERE s.state = 5", sweep, StageState.Waiting, Forgiven);
    }

    /// <summary>The children of a completed stage that has to run again, as far as nobody has them.</summary>
    public void HoldChildren(long stage) =>
        MoveAll("SELECT key, state, not_before FROM stage WHERE parent = $1 AND state = 1", stage, StageState.Waiting, "not_before = 0");

    private const string Forgiven = "failures = 0, losses = 0, splits = 1, error = NULL, not_before = 0";

    private (StageState State, long? Blocker) Rest(long stage)
    {
        using var row = _database.Query("SELECT p.state, COALESCE(p.blocked_by, p.key) FROM stage s JOIN stage p ON p.key = s.parent WHERE s.key = $1", stage);
        if (!row.Read())
            return (StageState.Ready, null);
        return row.GetStageState(0) switch
        {
            StageState.Completed => (StageState.Ready, null),
            StageState.Failed or StageState.Blocked => (StageState.Blocked, row.GetInt64(1)),
            _ => (StageState.Waiting, null),
        };
    }

    /// <summary>
    /// Moves every stage that a query names; returns how many. The cross joins make SQLite begin with the stages that move:
    /// left to itself it would read all members.
    /// </summary>
    /// <param name="query">Yields <c>key, state, not_before</c> of stages, each once; its parameter is $1.</param>
    /// <param name="assignments">What else is set on the stages; its parameter is $2.</param>
    private int MoveAll(string query, long argument, StageState to, string assignments, object? value = null)
    {
        _database.Execute("DELETE FROM moving");
        var count = _database.Execute($"INSERT INTO moving(key, state, not_before) {query}", argument);
        if (count == 0)
            return 0;

        Tally(to);
        _database.Execute(
            """
            DELETE FROM ready WHERE (sweep, not_before, chain, stage) IN
                (SELECT m.sweep, moving.not_before, m.chain, m.stage FROM moving CROSS JOIN member m ON m.stage = moving.key WHERE moving.state = 1)
            """);
        if (to == StageState.Ready)
        {
            _database.Execute(
                "INSERT INTO ready(sweep, not_before, chain, stage) SELECT m.sweep, 0, m.chain, m.stage FROM moving CROSS JOIN member m ON m.stage = moving.key");
        }

        _database.Execute($"UPDATE stage SET state = $1, {assignments} WHERE key IN (SELECT key FROM moving)", (int)to, value);
        NumberAll(to);
        return count;
    }

    /// <summary>Those of the moving stages that settle, or did before, get the next numbers, in the order of their keys.</summary>
    private void NumberAll(StageState to)
    {
        if (!IsSettled(to) && _database.Scalar("SELECT EXISTS(SELECT 1 FROM moving WHERE state IN (4, 5, 6))") == 0)
            return;

        var last = _database.Scalar($"SELECT {NextChange}") - 1;
        _database.Execute(
            """
            UPDATE stage SET changed = $1 + numbered.number FROM (
                SELECT key, ROW_NUMBER() OVER (ORDER BY key) AS number FROM moving WHERE $2 OR state IN (4, 5, 6)) numbered
            WHERE stage.key = numbered.key
            """,
            last, IsSettled(to));
    }

    private static bool IsSettled(StageState state) => state is StageState.Completed or StageState.Failed or StageState.Blocked;

    private void Tally(StageState to)
    {
        var sums = new List<(long Sweep, StageState From, long Stages, long Trials, double Cost)>();
        using (var row = _database.Query(
            "SELECT m.sweep, moving.state, COUNT(*), SUM(m.trials), SUM(m.cost) FROM moving CROSS JOIN member m ON m.stage = moving.key GROUP BY 1, 2"))
        {
            while (row.Read())
                sums.Add((row.GetInt64(0), row.GetStageState(1), row.GetInt64(2), row.GetInt64(3), row.GetDouble(4)));
        }

        foreach (var (sweep, from, stages, trials, cost) in sums)
        {
            Tally(sweep, from, -stages, -trials, -cost);
            Tally(sweep, to, stages, trials, cost);
        }
    }

    private void Tally(long sweep, StageState state, long stages, long trials, double cost) => _database.Execute(
        "UPDATE tally SET stages = stages + $3, trials = trials + $4, cost = cost + $5 WHERE sweep = $1 AND state = $2",
        sweep, (int)state, stages, trials, cost);
}
