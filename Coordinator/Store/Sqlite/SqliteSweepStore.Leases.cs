using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    private const string LeaseEnds = "UPDATE stage SET worker = NULL WHERE key = $1";

    public Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, TimeSpan longest, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ReadyStage>>(
            () =>
            {
                var ready = new List<ReadyStage>();
                using var row = _database.Query(
                    """
                    SELECT s.id, r.chain, p.id FROM ready r JOIN stage s ON s.key = r.stage LEFT JOIN stage p ON p.key = s.parent
                    WHERE r.sweep = $1 AND (r.not_before <= $2 OR r.not_before > $3) ORDER BY r.chain DESC, r.stage LIMIT $4
                    """,
                    SweepKey(sweep), now.ToColumn(), (now + longest).ToColumn(), limit);
                while (row.Read())
                    ready.Add(new ReadyStage(row.GetStageId(0), row.GetDouble(1), row.IsDBNull(2) ? null : row.GetStageId(2)));
                return ready;
            },
            cancellation);

    public Task<RunStage?> QueueAsync(StageId stage, string workerId, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            long key;
            int attempt, splits;
            using (var row = _database.Query("SELECT key, attempt, splits FROM stage WHERE id = $1 AND state = 1", stage.ToColumn()))
            {
                if (!row.Read())
                    return null;
                (key, attempt, splits) = (row.GetInt64(0), row.GetInt32(1) + 1, row.GetInt32(2));
            }

            _database.Execute("UPDATE stage SET attempt = $2, worker = $3 WHERE key = $1", key, attempt, workerId);
            _moves.Move(key, StageState.Ready, StageState.Queued);
            return new RunStage { Stage = _definitions.Read(key), Attempt = attempt, Splits = splits, Timeout = Timeout(key) };
        },
        cancellation);

    public Task<bool> StartAsync(Lease lease, CancellationToken cancellation) => WriteAsync(() => Started(lease) is not null, cancellation);

    public Task<bool> AddEpochAsync(Lease lease, EpochMetrics metrics, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            if (Started(lease) is not { } key)
                return false;
            _database.Execute("UPDATE stage SET losses = 0 WHERE key = $1 AND losses > 0", key);
            Add(key, metrics);
            return true;
        },
        cancellation);

    public Task<bool> CompleteAsync(Lease lease, StageResult result, IReadOnlyList<EpochMetrics> epochs, TimeSpan spent, CancellationToken cancellation) => EndAsync(
        lease,
        spent,
        (key, state) =>
        {
            _database.Execute(
                "UPDATE stage SET result = $2, error = NULL, details = NULL, losses = 0, splits = 1 WHERE key = $1", key, StoreJson.Write(result));
            _database.Execute("DELETE FROM epoch WHERE stage = $1", key);
            foreach (var metrics in epochs)
                Add(key, metrics);
            _moves.Move(key, state, StageState.Completed);
            _moves.MoveAll("SELECT key, state FROM stage WHERE parent = $1 AND state = 0", key, StageState.Ready, "worker = NULL");
        },
        cancellation);

    public Task<bool> ReleaseAsync(Lease lease, TimeSpan spent, CancellationToken cancellation) =>
        EndAsync(lease, spent, (key, state) => _moves.Move(key, state, StageState.Ready), cancellation);

    public Task<bool> LoseAsync(Lease lease, CancellationToken cancellation) => EndAsync(
        lease,
        TimeSpan.Zero,
        (key, state) =>
        {
            _database.Execute("UPDATE stage SET losses = losses + 1 WHERE key = $1", key);
            _moves.Move(key, state, StageState.Ready);
        },
        cancellation);

    public Task<bool> RetryAsync(Lease lease, string error, DateTimeOffset notBefore, int splits, TimeSpan spent, CancellationToken cancellation) => EndAsync(
        lease,
        spent,
        (key, state) =>
        {
            Fail(key, error, null);
            _database.Execute("UPDATE stage SET splits = $2 WHERE key = $1", key, splits);
            _moves.Move(key, state, StageState.Ready, notBefore.ToColumn());
        },
        cancellation);

    public Task<bool> ParkAsync(Lease lease, string error, string? details, TimeSpan spent, CancellationToken cancellation) => EndAsync(
        lease,
        spent,
        (key, state) =>
        {
            Fail(key, error, details);
            _moves.Move(key, state, StageState.Failed);
            Block(key, key);
        },
        cancellation);

    public Task<bool> ReopenParentAsync(Lease lease, string error, TimeSpan spent, CancellationToken cancellation) => EndAsync(
        lease,
        spent,
        (key, state) =>
        {
            Fail(key, error, null);
            _moves.Move(key, state, StageState.Waiting);
            var (parent, parentState, blocker) = Parent(key);
            if (parentState == StageState.Completed)
                _moves.Move(parent, parentState, StageState.Ready);

            // The children that have not begun would miss it too.
            if (parentState is StageState.Failed or StageState.Blocked)
                Block(parent, blocker);
            else
                _moves.MoveAll("SELECT key, state FROM stage WHERE parent = $1 AND state = 1", parent, StageState.Waiting, "worker = NULL");
        },
        cancellation);

    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<Lease>>(
        () => ReadLeases("SELECT id, attempt, worker FROM stage WHERE state = 2 UNION ALL SELECT id, attempt, worker FROM stage WHERE state = 3"), cancellation);

    public Task<IReadOnlyList<Lease>> ReadUnwantedAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<Lease>>(
        () => ReadLeases(
            $"""
            WITH active AS (SELECT key, id, attempt, worker FROM stage WHERE state = 2 UNION ALL SELECT key, id, attempt, worker FROM stage WHERE state = 3)
            SELECT id, attempt, worker FROM active WHERE NOT EXISTS (
                SELECT 1 FROM member m JOIN sweep w ON w.key = m.sweep WHERE m.stage = active.key AND w.state = {(int)SweepState.Running})
            """),
        cancellation);

    public Task<int> ReclaimAsync(CancellationToken cancellation) => WriteAsync(
        () => _moves.MoveAll(
            "SELECT key, state FROM stage WHERE state = 2 UNION ALL SELECT key, state FROM stage WHERE state = 3",
            0, StageState.Ready, "worker = NULL"),
        cancellation);

    private Task<bool> EndAsync(Lease lease, TimeSpan spent, Action<long, StageState> end, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            var held = Held(lease);
            if (held is not (var key, var state))
                return false;

            _database.Execute(LeaseEnds, key);
            Charge(key, spent);
            end(key, state);
            return true;
        },
        cancellation);

    /// <summary>The fence: null unless the lease is the stage's current one.</summary>
    private (long Key, StageState State)? Held(Lease lease)
    {
        using var row = _database.Query(
            "SELECT key, state FROM stage WHERE id = $1 AND attempt = $2 AND state IN (2, 3) AND worker = $3",
            lease.StageId.ToColumn(), lease.Attempt, lease.WorkerId);
        return row.Read() ? (row.GetInt64(0), row.GetStageState(1)) : null;
    }

    /// <summary>The stage's key, once it is running; null when the lease is not its current one.</summary>
    private long? Started(Lease lease)
    {
        var held = Held(lease);
        if (held is not (var key, var state))
            return null;
        if (state == StageState.Queued)
            _moves.Move(key, state, StageState.Running);
        return key;
    }

    private void Add(long stage, EpochMetrics m) => _database.Execute(
        "INSERT OR REPLACE INTO epoch(stage, epoch, train_loss, top1, loss, lr, sparsity) VALUES($1, $2, $3, $4, $5, $6, $7)",
        stage, m.Epoch, Storable(m.TrainLoss), m.Top1, Storable(m.Loss), m.LearningRate, m.Sparsity);

    private void Charge(long stage, TimeSpan spent)
    {
        if (spent > TimeSpan.Zero)
        {
            _database.Execute(
                "UPDATE sweep SET spent = spent + $2 WHERE state = $3 AND key IN (SELECT sweep FROM member WHERE stage = $1)",
                stage, (long)spent.TotalMilliseconds, (int)SweepState.Running);
        }
    }

    /// <summary>The longest that any running sweep allows; null when one of them has no limit.</summary>
    private TimeSpan? Timeout(long stage)
    {
        var milliseconds = _database.Scalar(
            """
            SELECT CASE WHEN COUNT(*) = COUNT(w.stage_timeout) THEN MAX(w.stage_timeout) END
            FROM member m JOIN sweep w ON w.key = m.sweep WHERE m.stage = $1 AND w.state = $2
            """,
            stage, (int)SweepState.Running);
        return milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }

    private List<Lease> ReadLeases(string sql)
    {
        var leases = new List<Lease>();
        using var row = _database.Query(sql);
        while (row.Read())
            leases.Add(new Lease(row.GetStageId(0), row.GetInt32(1), row.GetText(2) ?? ""));
        return leases;
    }

    private void Fail(long stage, string error, string? details) =>
        _database.Execute("UPDATE stage SET failures = failures + 1, error = $2, details = $3 WHERE key = $1", stage, error, details);

    private void Block(long top, long blocker) => _moves.MoveAll(
        """
        WITH RECURSIVE below(key) AS (
            SELECT key FROM stage WHERE parent = $1 UNION ALL SELECT s.key FROM stage s JOIN below ON s.parent = below.key)
        SELECT s.key, s.state FROM below JOIN stage s ON s.key = below.key WHERE s.state IN (0, 1)
        """,
        top, StageState.Blocked, "blocked_by = $2", blocker);

    private (long Key, StageState State, long Blocker) Parent(long stage)
    {
        using var row = _database.Query(
            "SELECT p.key, p.state, COALESCE(p.blocked_by, p.key) FROM stage s JOIN stage p ON p.key = s.parent WHERE s.key = $1", stage);
        return row.Read()
            ? (row.GetInt64(0), row.GetStageState(1), row.GetInt64(2))
            : throw new SweepStoreException("A stage without a parent reported that its parent's checkpoint is missing.");
    }

    /// <summary>SQLite stores NaN as null; an infinite loss is as undefined to a reader of curves.</summary>
    private static double? Storable(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
