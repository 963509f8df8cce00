using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteLedgerStore
{
    private const string ResultByStage = "SELECT value FROM result WHERE stage = ?";

    public Task<LedgerMark> ReadMarkAsync(CancellationToken cancellation) => ReadAsync(ReadMark, cancellation);

    public Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation) =>
        ReadAsync(
            database => new LedgerFacts(ReadMark(database), ReadHead(database), ReadSweeps(database), ReadSettings(database)),
            cancellation
        );

    public Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StageId>>(
            database =>
                List(
                    database.Query(
                        "SELECT id FROM stage WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3",
                        first.ToColumn(),
                        last.ToColumn(),
                        limit
                    ),
                    row => row.GetStageId(0)
                ),
            cancellation
        );

    public Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation) =>
        ReadAsync(
            database => List(database.Query("SELECT text FROM spec WHERE sweep = $1", sweep), row => row.GetString(0)).SingleOrDefault(),
            cancellation
        );

    public Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => FindAsync(ResultByStage, stages, new ResultBlob().Read, cancellation);

    public Task<IReadOnlyDictionary<long, ImageOutcomes>> ReadOutcomesAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => FindAsync("SELECT images FROM outcome WHERE stage = ?", stages, OutcomeBlob.Read, cancellation);

    public Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation) =>
        ReadAsync(
            database =>
                List(
                        database.Query("SELECT points FROM curve WHERE stage = $1", stage),
                        row => CurveBlob.Read(row.GetFieldValue<byte[]>(0))
                    )
                    .SingleOrDefault([]),
            cancellation
        );

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<AttemptRecord>>(
            database =>
                List(
                    database.Query(
                        "SELECT number, worker, queued, started, ended, outcome, error, details, log_tail FROM attempt WHERE stage = $1 ORDER BY number",
                        stage
                    ),
                    row => new AttemptRecord
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
                    }
                ),
            cancellation
        );

    public async IAsyncEnumerable<StoredTrial> ReadTrialsAsync(
        long sweep,
        int from,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using var database = await OpenReaderAsync().ConfigureAwait(false);
        using var row = await RunAsync(() =>
                database.Query("SELECT value FROM trials WHERE sweep = $1 AND last >= $2 ORDER BY last", sweep, from)
            )
            .ConfigureAwait(false);
        using var results = await RunAsync(() => database.Lookup(ResultByStage)).ConfigureAwait(false);
        var reading = new ResultBlob();
        List<StoredTrial>? ReadBlock() =>
            row.Read()
                ?
                [
                    .. TrialBlob
                        .Read(row.GetFieldValue<byte[]>(0))
                        .Where(stored => stored.Trial.Index >= from)
                        .Select(stored => new StoredTrial(stored.Trial, stored.Leaf, results.Find(stored.Leaf, reading.Read))),
                ]
                : null;

        // While a row is open, everything read through its connection belongs to one snapshot.
        while (await RunAsync(ReadBlock).ConfigureAwait(false) is { } block)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var trial in block)
                yield return trial;
        }
    }

    /// <summary>Reads values by stage from a table with one blob per stage.</summary>
    private Task<IReadOnlyDictionary<long, T>> FindAsync<T>(
        string sql,
        IReadOnlyCollection<long> stages,
        Func<ReadOnlySpan<byte>, T> read,
        CancellationToken cancellation
    )
        where T : class =>
        ReadAsync<IReadOnlyDictionary<long, T>>(
            database =>
            {
                using var lookup = database.Lookup(sql);
                return stages
                    .Distinct()
                    .Select(stage => (Stage: stage, Value: lookup.Find(stage, read)))
                    .Where(found => found.Value is not null)
                    .ToDictionary(found => found.Stage, found => found.Value!);
            },
            cancellation
        );

    private async Task<T> ReadAsync<T>(Func<Database, T> action, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await RunAsync(() => _reader.Snapshot(() => action(_reader))).ConfigureAwait(false);
        }
        finally
        {
            _reading.Release();
        }
    }

    private static List<T> List<T>(SqliteDataReader row, Func<SqliteDataReader, T> read)
    {
        using (row)
        {
            var list = new List<T>();
            while (row.Read())
                list.Add(read(row));
            return list;
        }
    }

    private static LedgerMark ReadMark(Database database) =>
        List(database.Query("SELECT epoch, revision FROM head"), row => new LedgerMark(row.GetInt64(0), row.GetInt64(1))).Single();

    private static LedgerHead ReadHead(Database database) =>
        List(
                database.Query("SELECT sequence, sweeps, stages, settings FROM head"),
                row => new LedgerHead(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3))
            )
            .Single();

    private static List<SettingsFacts> ReadSettings(Database database) =>
        List(
            database.Query("SELECT number, json FROM settings ORDER BY number"),
            row => new SettingsFacts(row.GetInt32(0), StoreJson.Read<StageDefinition>(row.GetString(1)))
        );

    private static List<SweepFacts> ReadSweeps(Database database) =>
        List(
            database.Query(
                "SELECT number, name, spec_hash, state, search, priority, retries, weight, stage_timeout, gpu_hours, created, reused, spent, unshared, counts, about, owed FROM sweep ORDER BY number"
            ),
            row => new SweepFacts
            {
                Number = row.GetInt64(0),
                Name = row.GetString(1),
                SpecHash = row.GetString(2),
                State = (SweepState)row.GetInt32(3),
                Search = (SweepSearch)row.GetInt32(4),
                Priority = row.GetInt32(5),
                Retries = row.GetInt32(6),
                Weight = row.GetDouble(7),
                StageTimeout = row.IsDBNull(8) ? null : TimeSpan.FromMilliseconds(row.GetInt64(8)),
                GpuHours = row.GetNumber(9),
                Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(10)),
                Reused = row.GetInt64(11),
                Spent = TimeSpan.FromMilliseconds(row.GetInt64(12)),
                Unshared = TimeSpan.FromMilliseconds(row.GetInt64(13)),
                Counts = new SweepCounts(StoreJson.Read<Dictionary<StageState, StateCount>>(row.GetString(14))),
                About = StoreJson.Read<SweepAbout>(row.GetString(15)),
                Owed = StoreJson.Read<OwedNotice[]>(row.GetString(16)),
            }
        );
}
