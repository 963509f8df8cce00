using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    public Task<RunStage?> QueueAsync(StageId stage, string workerId, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            long key, notBefore;
            int attempt, splits;
            using (var row = _database.Query(
                """
                UPDATE stage SET state = 2, attempt = attempt + 1, worker = $2, queued = $3, started = NULL, ended = NULL
                WHERE id = $1 AND state = 1 RETURNING key, attempt, splits, not_before
                """,
                stage.ToColumn(), workerId, Now))
            {
                if (!row.Read())
                    return null;
                (key, attempt, splits, notBefore) = (row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt64(3));
            }

            _moves.Moved(key, StageState.Ready, StageState.Queued, notBefore);
            return new RunStage { Stage = _definitions.Read(key), Attempt = attempt, Splits = splits, Timeout = Timeout(key) };
        },
        cancellation);

    public Task<bool> StartAsync(Lease lease, CancellationToken cancellation) => WriteAsync(() => Started(lease) is not null, cancellation);

    public Task<bool> AddEpochAsync(Lease lease, EpochMetrics metrics, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            if (Started(lease) is not { } key)
                return false;

            // An epoch that an earlier attempt had reached already is no progress.
            if (_database.Scalar("SELECT COUNT(*) FROM epoch WHERE stage = $1 AND epoch >= $2", key, metrics.Epoch) == 0)
                _database.Execute("UPDATE stage SET losses = 0 WHERE key = $1 AND losses > 0", key);
            Add(key, metrics);
            return true;
        },
        cancellation);

    public Task<bool> CompleteAsync(Lease lease, StageResult result, IReadOnlyList<EpochMetrics> epochs, TimeSpan spent, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            if (Held(lease) is not (var key, var state))
                return false;

            // A short stage's start is not told apart from its end. What it took is all attempts' work, of which the last may be little.
            var took = Math.Max(1, (long)Math.Max(result.Duration.TotalMilliseconds, spent.TotalMilliseconds));
            _database.Execute(
                $"""
                UPDATE stage SET state = 4, result = $2, error = NULL, losses = 0, took = $3, started = COALESCE(started, MAX(queued, $4 - $5)),
                    ended = $4, changed = {StageMoves.NextChange} WHERE key = $1
                """,
                key, StoreJson.Write(result), took, Now, (long)spent.TotalMilliseconds);
            _database.Execute(
                $"""
                UPDATE sweep SET spent = spent + CASE WHEN {Paying} THEN $2 ELSE 0 END,
                    unshared = unshared + $3 * (SELECT uses FROM member WHERE stage = $1 AND sweep = sweep.key)
                WHERE key IN (SELECT sweep FROM member WHERE stage = $1)
                """,
                key, (long)spent.TotalMilliseconds, took);
            _moves.Moved(key, state, StageState.Completed);
            _moves.ReleaseChildren(key);
            _database.Execute("DELETE FROM epoch WHERE stage = $1", key);
            foreach (var metrics in epochs)
                Add(key, metrics);
            return true;
        },
        cancellation);

    public Task<bool> ReleaseAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) =>
        EndAsync(lease, end, AttemptOutcome.Released, (key, state) => _moves.Settle(key, state), cancellation);

    public Task<bool> LoseAsync(Lease lease, string error, CancellationToken cancellation) => EndAsync(
        lease,
        new AttemptEnd(error),
        AttemptOutcome.Lost,
        (key, state) =>
        {
            _database.Execute("UPDATE stage SET losses = losses + 1 WHERE key = $1", key);
            _moves.Settle(key, state);
        },
        cancellation);

    public Task<bool> RetryAsync(Lease lease, AttemptEnd end, DateTimeOffset notBefore, int splits, CancellationToken cancellation) => EndAsync(
        lease,
        end,
        AttemptOutcome.Failed,
        (key, state) =>
        {
            Fail(key, end.Error);
            _database.Execute("UPDATE stage SET splits = $2 WHERE key = $1", key, splits);
            _moves.Settle(key, state, notBefore.ToColumn());
        },
        cancellation);

    public Task<bool> ParkAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) => EndAsync(
        lease,
        end,
        AttemptOutcome.Failed,
        (key, state) =>
        {
            Fail(key, end.Error);
            _database.Execute($"UPDATE stage SET state = 5, worker = NULL, changed = {StageMoves.NextChange} WHERE key = $1", key);
            _moves.Moved(key, state, StageState.Failed);
            _moves.Block(key, key);
        },
        cancellation);

    public Task<bool> ReopenParentAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) => EndAsync(
        lease,
        end,
        AttemptOutcome.Failed,
        (key, state) =>
        {
            Fail(key, end.Error);
            var parent = _database.Scalar("SELECT p.key FROM stage s JOIN stage p ON p.key = s.parent WHERE s.key = $1 AND p.state = 4", key);
            if (parent != 0)
                Reopen(parent);
            _moves.Settle(key, state);
        },
        cancellation);

    public Task<int> ReclaimAsync(string error, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            // A parent has a lower key than its children, which go where it went.
            var held = new List<(long Key, StageState State)>();
            using (var row = _database.Query("SELECT key, state FROM stage WHERE state = 2 UNION ALL SELECT key, state FROM stage WHERE state = 3 ORDER BY 1"))
            {
                while (row.Read())
                    held.Add((row.GetInt64(0), row.GetStageState(1)));
            }

            foreach (var (key, state) in held)
            {
                _attempts.Keep(key, AttemptOutcome.Lost, new AttemptEnd(error), Now);
                _moves.Settle(key, state);
            }

            return held.Count;
        },
        cancellation);

    private long Now => _time.GetUtcNow().ToColumn();

    private Task<bool> EndAsync(Lease lease, AttemptEnd end, AttemptOutcome outcome, Action<long, StageState> move, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            if (Held(lease) is not (var key, var state))
                return false;

            Charge(key, end.Spent);
            _attempts.Keep(key, end.IsLoss ? AttemptOutcome.Lost : outcome, end, Now);
            move(key, state);
            return true;
        },
        cancellation);

    /// <summary>A completed stage has to run again: what it took was for nothing.</summary>
    private void Reopen(long stage)
    {
        _attempts.KeepCompleted(stage);
        _database.Execute(
            """
            UPDATE sweep SET unshared = unshared - (SELECT m.uses * s.took FROM member m JOIN stage s ON s.key = m.stage WHERE m.stage = $1 AND m.sweep = sweep.key)
            WHERE key IN (SELECT sweep FROM member WHERE stage = $1)
            """,
            stage);
        _database.Execute("UPDATE stage SET took = 0 WHERE key = $1", stage);
        _moves.Settle(stage, StageState.Completed);
        _moves.HoldChildren(stage);
    }

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
        if (Held(lease) is not (var key, var state))
            return null;
        if (state == StageState.Queued)
        {
            _database.Execute("UPDATE stage SET state = 3, started = $2 WHERE key = $1", key, Now);
            _moves.Moved(key, state, StageState.Running);
        }

        return key;
    }

    private void Add(long stage, EpochMetrics m) => _database.Execute(
        "INSERT OR REPLACE INTO epoch(stage, epoch, train_loss, top1, loss, lr, sparsity) VALUES($1, $2, $3, $4, $5, $6, $7)",
        stage, m.Epoch, Storable(m.TrainLoss), m.Top1, Storable(m.Loss), m.LearningRate, m.Sparsity);

    /// <summary>A paused sweep pays for what it gives back.</summary>
    private const string Paying = "sweep.state IN (0, 1)";

    private void Charge(long stage, TimeSpan spent)
    {
        if (spent > TimeSpan.Zero)
        {
            _database.Execute(
                $"UPDATE sweep SET spent = spent + $2 WHERE {Paying} AND key IN (SELECT sweep FROM member WHERE stage = $1)", stage, (long)spent.TotalMilliseconds);
        }
    }

    /// <summary>
    /// The longest that any running sweep allows, or any sweep at all when none runs (any more); null when one of them has no
    /// limit.
    /// </summary>
    private TimeSpan? Timeout(long stage)
    {
        using var row = _database.Query(
            """
            SELECT CASE WHEN COUNT(*) = COUNT(w.stage_timeout) THEN MAX(w.stage_timeout) END
            FROM member m JOIN sweep w ON w.key = m.sweep WHERE m.stage = $1 GROUP BY w.state = $2 ORDER BY w.state = $2 DESC LIMIT 1
            """,
            stage, (int)SweepState.Running);
        return row.Read() && !row.IsDBNull(0) ? TimeSpan.FromMilliseconds(row.GetInt64(0)) : null;
    }

    private void Fail(long stage, string error) =>
        _database.Execute("UPDATE stage SET failures = failures + 1, error = $2 WHERE key = $1", stage, error);

    /// <summary>SQLite stores NaN as null; an infinite loss is as undefined to a reader of curves.</summary>
    private static double? Storable(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
