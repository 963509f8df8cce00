using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    private static readonly IReadOnlyDictionary<string, string> _noAxes = new Dictionary<string, string>();

    public Task<IReadOnlyList<EpochMetrics>> ReadEpochsAsync(StageId stage, CancellationToken cancellation) => ReadAsync<IReadOnlyList<EpochMetrics>>(
        () =>
        {
            var epochs = new List<EpochMetrics>();
            using var row = _reader.Query(
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

    public Task<StageRecord?> FindStageAsync(StageId stage, CancellationToken cancellation) => ReadAsync(
        () =>
        {
            var key = _reader.Scalar("SELECT key FROM stage WHERE id = $1", stage.ToColumn());
            if (key == 0)
                return null;

            var definition = _readerDefinitions.Read(key);
            using var row = _reader.Query(
                """
                SELECT state, attempt, failures, worker, error, result, losses, splits, COALESCE((
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

    public Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, TimeSpan longest, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ReadyStage>>(
            () =>
            {
                var ready = new List<ReadyStage>();

                // Each part reads as many rows as are asked for, however many there are: of those whose back-off is over, the first that were.
                using var row = _reader.Query(
                    """
                    SELECT s.id, r.chain, p.id FROM (
                        SELECT * FROM (SELECT stage, chain FROM ready WHERE sweep = $1 AND not_before = 0 ORDER BY chain DESC, stage LIMIT $4)
                        UNION ALL SELECT * FROM (SELECT stage, chain FROM ready WHERE sweep = $1 AND not_before BETWEEN 1 AND $2 ORDER BY not_before LIMIT $4)
                        UNION ALL SELECT * FROM (SELECT stage, chain FROM ready WHERE sweep = $1 AND not_before > $3 ORDER BY not_before LIMIT $4)) r
                    JOIN stage s ON s.key = r.stage LEFT JOIN stage p ON p.key = s.parent
                    ORDER BY r.chain DESC, r.stage LIMIT $4
                    """,
                    SweepKey(_reader, sweep), now.ToColumn(), (now + longest).ToColumn(), limit);
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

    private Task<IReadOnlyList<Lease>> ReadLeasesAsync(string where, CancellationToken cancellation) => ReadAsync<IReadOnlyList<Lease>>(
        () =>
        {
            var leases = new List<Lease>();
            using var row = _reader.Query(
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
