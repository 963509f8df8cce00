using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    public Task<long> ReadSequenceAsync(CancellationToken cancellation) =>
        _reader.ReadAsync(database => database.Scalar("SELECT MAX(changed) FROM stage WHERE changed IS NOT NULL"), cancellation);

    public Task<IReadOnlyList<StageChange>> ReadChangesAsync(string? sweep, long after, int limit, CancellationToken cancellation) => _listing.ReadAsync<IReadOnlyList<StageChange>>(
        database =>
        {
            var changes = new List<StageChange>();
            var wanted = sweep is null ? "" : "CROSS JOIN member m ON m.stage = s.key AND m.sweep = $3";
            var query = $"""
                SELECT {DefinitionTable.Selected}, s.changed, s.state, s.result, COALESCE(b.error, s.error)
                FROM stage s {wanted} LEFT JOIN stage p ON p.key = s.parent LEFT JOIN stage b ON b.key = s.blocked_by
                WHERE s.changed > $1 ORDER BY s.changed LIMIT $2
                """;
            using var row = sweep is null ? database.Query(query, after, limit) : database.Query(query, after, limit, SweepKey(database, sweep));
            while (row.Read())
            {
                var state = row.GetStageState(DefinitionTable.Width + 1);
                changes.Add(new StageChange
                {
                    Sequence = row.GetInt64(DefinitionTable.Width),
                    Definition = _listing.Definitions.Read(row),
                    State = state,
                    Result = row.GetText(DefinitionTable.Width + 2) is { } json ? StoreJson.Read<StageResult>(json) : null,
                    Error = state is StageState.Failed or StageState.Blocked ? row.GetText(DefinitionTable.Width + 3) : null,
                });
            }

            return changes;
        },
        cancellation);
}
