using System.Runtime.CompilerServices;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteLedgerStore
{
    /// <summary>Those that nobody wants any more, and that workers have, are few; what is above them is found one by one.</summary>
    private const string WantOpen = """
        INSERT OR IGNORE INTO wanted SELECT m.stage FROM sweep w CROSS JOIN member m ON m.sweep = w.number WHERE w.state IN (0, 1);
        WITH RECURSIVE above(number) AS (
            SELECT number FROM stage WHERE worker IS NOT NULL
            UNION SELECT s.parent FROM above CROSS JOIN stage s ON s.number = above.number WHERE s.parent <> 0)
        INSERT OR IGNORE INTO wanted SELECT number FROM above;
        """;

    private const string WantMembers = "INSERT INTO wanted SELECT stage FROM member WHERE sweep = $1";

    /// <summary>A row for each sweep that wants the stage, and one if none does.</summary>
    private const string SelectWanted = """
        SELECT s.number, s.id, s.parent, s.worker, s.value, m.sweep, m.trials, m.uses, m.cost, m.chain
        FROM wanted CROSS JOIN stage s ON s.number = wanted.number LEFT JOIN member m ON m.stage = wanted.number ORDER BY wanted.number, m.sweep
        """;

    private const int SweepColumn = 5;

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
        await Task.CompletedTask.ConfigureAwait(false);
        using var database = new Database(_options, readOnly: true);
        using var row = Explained(() =>
        {
            database.Run("CREATE TEMP TABLE wanted(number INTEGER PRIMARY KEY)");
            // Whose stages they are and how these stand is of one moment. The connection's end ends it.
            database.Execute("BEGIN");
            want(database);
            return database.Query(SelectWanted);
        });
        var members = new List<MemberFacts>();
        for (var isMore = Explained(row.Read); isMore; )
        {
            cancellation.ThrowIfCancellationRequested();
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

                isMore = Explained(row.Read);
            } while (isMore && row.GetInt64(0) == stage.Number);
            yield return stage with
            {
                Members = members.ToArray(),
            };
        }
    }
}
