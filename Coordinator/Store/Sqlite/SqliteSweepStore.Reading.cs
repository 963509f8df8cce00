using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    private static readonly IReadOnlyDictionary<string, string> _noAxes = new Dictionary<string, string>();

    public Task<IReadOnlyList<EpochMetrics>> ReadEpochsAsync(StageId stage, CancellationToken cancellation) => _reader.ReadAsync<IReadOnlyList<EpochMetrics>>(
        database =>
        {
            var epochs = new List<EpochMetrics>();
            using var row = database.Query(
                """
                SELECT e.epoch, e.train_loss, e.top1, e.loss, e.lr, e.sparsity
                FROM epoch e JOIN stage s ON s.key = e.stage WHERE s.id = $1 ORDER BY e.epoch
                """,
                stage.ToColumn());
            while (row.Read())
            {
                epochs.Add(new EpochMetrics(
                    row.GetInt32(0), row.GetNumber(1) ?? double.NaN, row.GetNumber(2), row.GetNumber(3), row.GetDouble(4), row.GetDouble(5)));
            }

            return epochs;
        },
        cancellation);

    public Task<StageRecord?> FindStageAsync(StageId stage, CancellationToken cancellation) => _reader.ReadAsync(
        database =>
        {
            var key = database.Scalar("SELECT key FROM stage WHERE id = $1", stage.ToColumn());
            if (key == 0)
                return null;

            var definition = _reader.Definitions.Read(key);
            using var row = database.Query(
                """
                SELECT state, attempt, failures, CASE WHEN state IN (2, 3) THEN worker END, error, result, losses, splits, COALESCE((
                    SELECT MAX(w.retries) FROM member m JOIN sweep w ON w.key = m.sweep WHERE m.stage = stage.key
                    GROUP BY w.state = $2 ORDER BY w.state = $2 DESC LIMIT 1), 0)
                FROM stage WHERE key = $1
                """,
                key, (int)SweepState.Running);
            row.Read();
            return new StageRecord
            {
                Definition = definition,
                State = row.GetStageState(0),
                Attempt = row.GetInt32(1),
                Failures = row.GetInt32(2),
                Retries = row.GetInt32(8),
                Losses = row.GetInt32(6),
                Splits = row.GetInt32(7),
                WorkerId = row.GetText(3),
                Error = row.GetText(4),
                Result = row.GetText(5) is { } json ? StoreJson.Read<StageResult>(json) : null,
            };
        },
        cancellation);

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(StageId stage, int limit, CancellationToken cancellation) => _reader.ReadAsync<IReadOnlyList<AttemptRecord>>(
        database =>
        {
            var attempts = new Stack<AttemptRecord>();
            using var row = database.Query(
                """
                SELECT number, worker, queued, started, ended, outcome, error, details, log_tail FROM attempt WHERE stage = $1
                UNION ALL SELECT attempt, worker, queued, started, ended, CASE WHEN state = 4 THEN 1 ELSE 0 END, NULL, NULL, NULL
                    FROM stage WHERE key = $1 AND state IN (2, 3, 4)
                ORDER BY 1 DESC LIMIT $2
                """,
                database.Scalar("SELECT key FROM stage WHERE id = $1", stage.ToColumn()), limit);
            while (row.Read())
            {
                attempts.Push(new AttemptRecord
                {
                    Number = row.GetInt32(0),
                    WorkerId = row.GetText(1),
                    Queued = row.GetMoment(2),
                    Started = row.GetMoment(3),
                    Ended = row.GetMoment(4),
                    Outcome = (AttemptOutcome)row.GetInt32(5),
                    Error = row.GetText(6),
                    Details = row.GetText(7),
                    LogTail = row.GetText(8),
                });
            }

            return [.. attempts];
        },
        cancellation);

    public Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, TimeSpan longest, int limit, CancellationToken cancellation) =>
        _reader.ReadAsync<IReadOnlyList<ReadyStage>>(
            database =>
            {
                var ready = new List<ReadyStage>();

                // Each part reads as many rows as are asked for, however many there are: of those whose back-off is over, the first that were.
                using var row = database.Query(
                    """
                    SELECT s.id, r.chain, p.id FROM (
                        SELECT * FROM (SELECT stage, chain FROM ready WHERE sweep = $1 AND not_before = 0 ORDER BY chain DESC, stage LIMIT $4)
                        UNION ALL SELECT * FROM (SELECT stage, chain FROM ready WHERE sweep = $1 AND not_before BETWEEN 1 AND $2 ORDER BY not_before LIMIT $4)
                        UNION ALL SELECT * FROM (SELECT stage, chain FROM ready WHERE sweep = $1 AND not_before > $3 ORDER BY not_before LIMIT $4)) r
                    JOIN stage s ON s.key = r.stage LEFT JOIN stage p ON p.key = s.parent
                    ORDER BY r.chain DESC, r.stage LIMIT $4
                    """,
                    SweepKey(database, sweep), now.ToColumn(), (now + longest).ToColumn(), limit);
                while (row.Read())
                    ready.Add(new ReadyStage(row.GetStageId(0), row.GetDouble(1), row.IsDBNull(2) ? null : row.GetStageId(2)));
                return ready;
            },
            cancellation);

    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellation) => ReadLeasesAsync("", cancellation);

    public Task<IReadOnlyList<Lease>> ReadUnwantedAsync(CancellationToken cancellation) => ReadLeasesAsync(
        "WHERE NOT EXISTS (SELECT 1 FROM member m JOIN sweep w ON w.key = m.sweep WHERE m.stage = held.key AND w.state = 0)", cancellation);

    public async IAsyncEnumerable<TrialResult> ReadTrialsAsync(string sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await FindSweepAsync(sweep, cancellation).ConfigureAwait(false) is not { } record)
            yield break;

        using var reader = new Database(_options.Path, readOnly: true, _options.BusyTimeout);
        using var row = Explained(() => reader.Query(
            """
            SELECT t.number, t.dataset, t.architecture, t.mode, t.sparsity, t.seed, t.axes, s.id, s.state, s.result, COALESCE(b.error, s.error)
            FROM trial t JOIN sweep w ON w.key = t.sweep JOIN stage s ON s.key = t.stage LEFT JOIN stage b ON b.key = s.blocked_by
            WHERE w.name = $1 AND w.state IS NOT NULL ORDER BY t.number
            """,
            sweep));
        while (Explained(row.Read))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return ReadTrial(row, record);
        }
    }

    private Task<IReadOnlyList<Lease>> ReadLeasesAsync(string where, CancellationToken cancellation) => _reader.ReadAsync<IReadOnlyList<Lease>>(
        database =>
        {
            var leases = new List<Lease>();
            using var row = database.Query(
                $"""
                WITH held AS (SELECT key, id, attempt, worker FROM stage WHERE state = 2 UNION ALL SELECT key, id, attempt, worker FROM stage WHERE state = 3)
                SELECT id, attempt, worker FROM held {where}
                """);
            while (row.Read())
                leases.Add(new Lease(row.GetStageId(0), row.GetInt32(1), row.GetString(2)));
            return leases;
        },
        cancellation);

    private T Explained<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(error, _options.Path);
        }
    }

    private static TrialResult ReadTrial(SqliteDataReader row, SweepRecord sweep)
    {
        var result = row.GetText(9) is { } json ? StoreJson.Read<StageResult>(json) : null;
        var state = TrialStates.Of(row.GetStageState(8), result is not null, sweep.State);
        return new TrialResult
        {
            Sweep = sweep.Name,
            Index = row.GetInt32(0),
            Dataset = row.GetString(1),
            Architecture = row.GetString(2),
            Mode = row.GetString(3),
            Sparsity = row.GetDouble(4),
            Seed = row.GetInt32(5),
            Axes = row.GetText(6) is { } axes ? StoreJson.Read<Dictionary<string, string>>(axes) : _noAxes,
            StageId = row.GetStageId(7),
            State = state,
            Result = result,
            Error = state == TrialState.Failed ? row.GetText(10) : null,
            SpecHash = sweep.SpecHash,
        };
    }
}
