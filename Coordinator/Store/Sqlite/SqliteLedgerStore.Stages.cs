using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteLedgerStore
{
    /// <summary>Stages that workers hold although no open sweep wants them are few, so their ancestors are found one by one.</summary>
    private const string WantOpen = """
        INSERT OR IGNORE INTO wanted SELECT m.stage FROM sweep w CROSS JOIN member m ON m.sweep = w.number WHERE w.state IN (0, 1);
        WITH RECURSIVE above(number) AS (
            SELECT number FROM stage WHERE worker IS NOT NULL
            UNION SELECT s.parent FROM above CROSS JOIN stage s ON s.number = above.number WHERE s.parent <> 0)
        INSERT OR IGNORE INTO wanted SELECT number FROM above;
        """;

    private const string WantMembers = "INSERT INTO wanted SELECT stage FROM member WHERE sweep = $1";

    /// <summary>Selects one row for each sweep that wants the stage, and one row when none does.</summary>
    private const string SelectWanted = """
        SELECT s.number, s.id, s.parent, s.worker, s.value, m.sweep, m.trials, m.uses, m.cost, m.chain
        FROM wanted CROSS JOIN stage s ON s.number = wanted.number LEFT JOIN member m ON m.stage = wanted.number ORDER BY wanted.number, m.sweep
        """;

    private const int SweepColumn = 5;

    /// <summary>How many stages are read before the caller gets the first of them.</summary>
    private const int StagesAtOnce = 512;

    public IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, CancellationToken cancellation) =>
        ReadWantedAsync(
            database =>
            {
                if (sweep is { } number)
                    database.Execute(WantMembers, number);
                else
                    database.Run(WantOpen);
            },
            cancellation
        );

    public async Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation)
    {
        var found = new List<StageFacts>();
        void Want(Database database)
        {
            foreach (var id in ids)
                database.Execute("INSERT OR IGNORE INTO wanted SELECT number FROM stage WHERE id = $1", id.ToColumn());
        }

        await foreach (var stage in ReadWantedAsync(Want, cancellation).ConfigureAwait(false))
            found.Add(stage);
        return found;
    }

    private async IAsyncEnumerable<StageFacts> ReadWantedAsync(
        Action<Database> want,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using var database = await OpenReaderAsync().ConfigureAwait(false);
        using var row = await RunAsync(() =>
            {
                database.Run("CREATE TEMP TABLE wanted(number INTEGER PRIMARY KEY)");
                // One transaction, so that memberships and stages are read as one snapshot. Closing the connection ends it.
                database.Execute("BEGIN");
                want(database);
                return database.Query(SelectWanted);
            })
            .ConfigureAwait(false);
        using var stages = ReadStages(row).Chunk(StagesAtOnce).GetEnumerator();
        while (await RunAsync(stages.MoveNext).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var stage in stages.Current)
                yield return stage;
        }
    }

    private static IEnumerable<StageFacts> ReadStages(SqliteDataReader row)
    {
        var members = new List<MemberFacts>();
        for (var isMore = row.Read(); isMore; )
        {
            var stage = StageBlob.Read(
                row.GetFieldValue<byte[]>(4),
                row.GetInt64(0),
                row.GetStageId(1),
                row.GetInt64(2),
                row.GetText(3),
                []
            );
            members.Clear();
            do
            {
                if (!row.IsDBNull(SweepColumn))
                {
                    members.Add(
                        new MemberFacts(
                            row.GetInt64(SweepColumn),
                            row.GetInt32(SweepColumn + 1),
                            row.GetInt32(SweepColumn + 2),
                            row.GetDouble(SweepColumn + 3),
                            row.GetDouble(SweepColumn + 4)
                        )
                    );
                }

                isMore = row.Read();
            } while (isMore && row.GetInt64(0) == stage.Number);
            yield return stage with
            {
                Members = members.ToArray(),
            };
        }
    }
}
