using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    private const string LeaseEnds = "UPDATE stage SET worker = NULL, until = NULL WHERE key = $1";

    public Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ReadyStage>>(
            () =>
            {
                var ready = new List<ReadyStage>();
                using var row = _database.Query(
                    """
                    SELECT s.id, r.chain FROM ready r JOIN stage s ON s.key = r.stage
                    WHERE r.sweep = $1 AND r.not_before <= $2 ORDER BY r.chain DESC, r.stage LIMIT $3
                    """,
                    SweepKey(sweep), now.ToColumn(), limit);
                while (row.Read())
                    ready.Add(new ReadyStage(row.GetStageId(0), row.GetDouble(1)));
                return ready;
            },
            cancellation);

    public Task<int> CountQueuedAsync(CancellationToken cancellation) =>
        ReadAsync(() => (int)_database.Scalar("SELECT COUNT(*) FROM stage WHERE state = 2"), cancellation);

    public Task<RunStage?> QueueAsync(StageId stage, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            long key;
            int attempt;
            using (var row = _database.Query("SELECT key, attempt FROM stage WHERE id = $1 AND state = 1", stage.ToColumn()))
            {
                if (!row.Read())
                    return null;
                (key, attempt) = (row.GetInt64(0), row.GetInt32(1) + 1);
            }

            _database.Execute("UPDATE stage SET attempt = $2 WHERE key = $1", key, attempt);
            _moves.Move(key, StageState.Ready, StageState.Queued);
            return new RunStage { Stage = _definitions.Read(key), Attempt = attempt };
        },
        cancellation);

    public Task<bool> StartAsync(Lease lease, DateTimeOffset until, CancellationToken cancellation) =>
        RenewAsync(lease, until, null, cancellation);

    public Task<bool> RenewAsync(Lease lease, DateTimeOffset until, EpochMetrics? metrics, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            var held = Held(lease);
            if (held is not (var key, var state))
                return false;

            _database.Execute("UPDATE stage SET worker = $2, until = $3 WHERE key = $1", key, lease.WorkerId, until.ToColumn());
            if (state == StageState.Queued)
                _moves.Move(key, state, StageState.Running);
            if (metrics is { } m)
            {
                _database.Execute(
                    "INSERT OR REPLACE INTO epoch(stage, epoch, train_loss, top1, loss, lr, sparsity) VALUES($1, $2, $3, $4, $5, $6, $7)",
                    key, m.Epoch, Storable(m.TrainLoss), m.Top1, Storable(m.Loss), m.LearningRate, m.Sparsity);
            }

            return true;
        },
        cancellation);

    public Task<bool> CompleteAsync(Lease lease, StageResult result, CancellationToken cancellation) => EndAsync(
        lease,
        (key, state) =>
        {
            _database.Execute("UPDATE stage SET result = $2, error = NULL, details = NULL WHERE key = $1", key, StoreJson.Write(result));
            _moves.Move(key, state, StageState.Completed);
            _moves.MoveAll("SELECT key, state FROM stage WHERE parent = $1 AND state = 0", key, StageState.Ready, "worker = NULL");
        },
        cancellation);

    public Task<bool> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        EndAsync(lease, (key, state) => _moves.Move(key, state, StageState.Ready), cancellation);

    public Task<bool> RetryAsync(Lease lease, string error, DateTimeOffset notBefore, CancellationToken cancellation) => EndAsync(
        lease,
        (key, state) =>
        {
            Fail(key, error, null);
            _moves.Move(key, state, StageState.Ready, notBefore.ToColumn());
        },
        cancellation);

    public Task<bool> ParkAsync(Lease lease, string error, string? details, CancellationToken cancellation) => EndAsync(
        lease,
        (key, state) =>
        {
            Fail(key, error, details);
            _moves.Move(key, state, StageState.Failed);
            Block(key, key);
        },
        cancellation);

    public Task<bool> ReopenParentAsync(Lease lease, string error, CancellationToken cancellation) => EndAsync(
        lease,
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

    public Task<IReadOnlyList<Lease>> ReadExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<Lease>>(
            () =>
            {
                var leases = new List<Lease>();
                using var row = _database.Query(
                    "SELECT id, attempt, worker FROM stage WHERE state = 3 AND until <= $1 ORDER BY until LIMIT $2", now.ToColumn(), limit);
                while (row.Read())
                    leases.Add(new Lease(row.GetStageId(0), row.GetInt32(1), row.GetString(2)));
                return leases;
            },
            cancellation);

    public Task<int> ReclaimAsync(CancellationToken cancellation) => WriteAsync(
        () => _moves.MoveAll(
            "SELECT key, state FROM stage WHERE state = 2 UNION ALL SELECT key, state FROM stage WHERE state = 3",
            0, StageState.Ready, "worker = NULL, until = NULL"),
        cancellation);

    private Task<bool> EndAsync(Lease lease, Action<long, StageState> end, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            var held = Held(lease);
            if (held is not (var key, var state))
                return false;

            _database.Execute(LeaseEnds, key);
            end(key, state);
            return true;
        },
        cancellation);

    /// <summary>The fence: null unless the lease is the stage's current one.</summary>
    private (long Key, StageState State)? Held(Lease lease)
    {
        using var row = _database.Query(
            "SELECT key, state FROM stage WHERE id = $1 AND attempt = $2 AND (state = 2 OR state = 3 AND worker = $3)",
            lease.StageId.ToColumn(), lease.Attempt, lease.WorkerId);
        return row.Read() ? (row.GetInt64(0), row.GetStageState(1)) : null;
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
