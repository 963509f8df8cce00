using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    /// <summary>Stages that are looked at for a page, at most: a fraction of a second's worth.</summary>
    private const int MostLookedAt = 200_000;

    /// <summary>States that few stages are in at a time, each with its index.</summary>
    private static readonly Dictionary<StageState, string> _rare = new()
    {
        [StageState.Queued] = "stage_queued",
        [StageState.Running] = "stage_running",
        [StageState.Failed] = "stage_parked",
        [StageState.Blocked] = "stage_halted",
    };

    public Task<StagePage> ReadStagesAsync(StageQuery query, CancellationToken cancellation) => _listing.ReadAsync(
        database =>
        {
            var sweep = SweepKey(database, query.Sweep);
            if (sweep == 0)
                return new StagePage([], null);

            var parent = query.Parent is { } above ? StageKey(database, above) : 0;
            var after = query.After is { } last ? StageKey(database, last) : 0;
            var found = new List<long>();
            long? next = null;
            using (var row = database.Query(Candidates(query), sweep, after, parent))
            {
                // One more than asked for tells that there are more.
                for (var looked = 0; row.Read(); looked++)
                {
                    if (found.Count == query.Limit || looked == MostLookedAt)
                    {
                        next = after;
                        break;
                    }

                    after = row.GetInt64(0);
                    if (!row.IsDBNull(2) && (query.States.Count == 0 || query.States.Contains(row.GetStageState(1))))
                        found.Add(after);
                }
            }

            return new StagePage([.. found.Select(stage => List(database, stage, sweep))], next is { } key ? IdOf(database, key) : null);
        },
        cancellation);

    public Task<IReadOnlyList<StageListing>> ReadPathAsync(StageId stage, CancellationToken cancellation) => _listing.ReadAsync<IReadOnlyList<StageListing>>(
        database =>
        {
            var path = new Stack<StageListing>();
            for (var key = database.Scalar("SELECT key FROM stage WHERE id = $1", stage.ToColumn()); key != 0; key = database.Scalar("SELECT parent FROM stage WHERE key = $1", key))
                path.Push(List(database, key, null));
            return [.. path];
        },
        cancellation);

    public Task<IReadOnlyList<StageId>> FindStagesAsync(string idPrefix, int limit, CancellationToken cancellation) => _listing.ReadAsync<IReadOnlyList<StageId>>(
        database =>
        {
            var found = new List<StageId>();
            if (idPrefix.Length > 32 || !idPrefix.All(char.IsAsciiHexDigit))
                return found;

            var (first, last) = (StageId.Parse(idPrefix.PadRight(32, '0')), StageId.Parse(idPrefix.PadRight(32, 'f')));
            using var row = database.Query("SELECT id FROM stage WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3", first.ToColumn(), last.ToColumn(), limit);
            while (row.Read())
                found.Add(row.GetStageId(0));
            return found;
        },
        cancellation);

    public Task<IReadOnlyList<string>> ReadSweepsOfAsync(StageId stage, CancellationToken cancellation) => _listing.ReadAsync<IReadOnlyList<string>>(
        database =>
        {
            var sweeps = new List<string>();
            using var row = database.Query(
                """
                SELECT w.name FROM stage s CROSS JOIN member m ON m.stage = s.key CROSS JOIN sweep w ON w.key = m.sweep
                WHERE s.id = $1 AND w.state IS NOT NULL ORDER BY w.key
                """,
                stage.ToColumn());
            while (row.Read())
                sweeps.Add(row.GetString(0));
            return sweeps;
        },
        cancellation);

    /// <summary>
    /// Yields <c>key, state, sweep</c> by key, the sweep null where it does not want the stage. SQLite would rather go through the
    /// whole table by key than use an index, so it is told which.
    /// </summary>
    private static string Candidates(StageQuery query)
    {
        static string Search(string index, string condition) =>
            $"SELECT s.key, s.state, m.sweep FROM stage s INDEXED BY {index} LEFT JOIN member m ON m.stage = s.key AND m.sweep = $1 WHERE {condition} AND s.key > $2";

        if (query.Parent is not null)
            return $"{Search("stage_parent", "s.parent = $3")} ORDER BY 1";
        if (query.States.Count == 0)
            return $"{Search("stage_root", "s.parent IS NULL")} ORDER BY 1";
        if (query.States.All(_rare.ContainsKey))
            return $"{string.Join(" UNION ALL ", query.States.Distinct().Order().Select(state => Search(_rare[state], $"s.state = {(int)state}")))} ORDER BY 1";
        return "SELECT s.key, s.state, m.sweep FROM member m INDEXED BY member_sweep CROSS JOIN stage s ON s.key = m.stage WHERE m.sweep = $1 AND m.stage > $2 ORDER BY m.stage";
    }

    /// <param name="sweep">Whose children count; null for all.</param>
    private StageListing List(Database database, long stage, long? sweep)
    {
        var children = new Dictionary<StageState, long>();
        var wanted = sweep is null ? "" : "CROSS JOIN member m ON m.stage = c.key AND m.sweep = $2";
        using (var row = database.Query($"SELECT c.state, COUNT(*) FROM stage c INDEXED BY stage_parent {wanted} WHERE c.parent = $1 GROUP BY 1", stage, sweep ?? 0))
        {
            while (row.Read())
                children.Add(row.GetStageState(0), row.GetInt64(1));
        }

        using var listed = database.Query(
            $"""
            SELECT {DefinitionTable.Selected}, s.state, s.attempt, CASE WHEN s.state IN (2, 3) THEN s.worker END, s.error, s.result
            FROM stage s LEFT JOIN stage p ON p.key = s.parent WHERE s.key = $1
            """,
            stage);
        listed.Read();
        return new StageListing
        {
            Definition = _listing.Definitions.Read(listed),
            State = listed.GetStageState(DefinitionTable.Width),
            Attempt = listed.GetInt32(DefinitionTable.Width + 1),
            WorkerId = listed.GetText(DefinitionTable.Width + 2),
            Error = listed.GetText(DefinitionTable.Width + 3),
            Result = listed.GetText(DefinitionTable.Width + 4) is { } json ? StoreJson.Read<StageResult>(json) : null,
            Children = children,
        };
    }

    private static long StageKey(Database database, StageId id) => database.Scalar("SELECT key FROM stage WHERE id = $1", id.ToColumn()) is > 0 and var key
        ? key
        : throw new ArgumentException($"There is no stage {id}.");

    private static StageId IdOf(Database database, long stage)
    {
        using var row = database.Query("SELECT id FROM stage WHERE key = $1", stage);
        row.Read();
        return row.GetStageId(0);
    }
}
