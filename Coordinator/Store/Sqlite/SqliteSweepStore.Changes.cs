using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    public Task<long> ReadSequenceAsync(CancellationToken cancellation) =>
        ReadAsync(() => _reader.Scalar("SELECT MAX(changed) FROM stage WHERE changed IS NOT NULL"), cancellation);

    public Task<IReadOnlyList<StageChange>> ReadChangesAsync(string? sweep, long after, int limit, CancellationToken cancellation) => ReadAsync<IReadOnlyList<StageChange>>(
        () =>
        {
            var changes = new List<StageChange>();
            var wanted = sweep is null ? "" : "CROSS JOIN member m ON m.stage = s.key AND m.sweep = $3";
            var query = $"""
                SELECT {DefinitionTable.Selected}, s.changed, s.state, s.result, COALESCE(b.error, s.error)
                FROM stage s {wanted} LEFT JOIN stage p ON p.key = s.parent LEFT JOIN stage b ON b.key = s.blocked_by
                WHERE s.changed > $1 ORDER BY s.changed LIMIT $2
                """;
            using var row = sweep is null ? _reader.Query(query, after, limit) : _reader.Query(query, after, limit, SweepKey(_reader, sweep));
            while (row.Read())
            {
                var state = row.GetStageState(DefinitionTable.Width + 1);
                changes.Add(new StageChange
                {
                    Sequence = row.GetInt64(DefinitionTable.Width),
                    Definition = _readerDefinitions.Read(row),
                    State = state,
                    Result = row.GetText(DefinitionTable.Width + 2) is { } json ? StoreJson.Read<StageResult>(json) : null,
                    Error = state is StageState.Failed or StageState.Blocked ? row.GetText(DefinitionTable.Width + 3) : null,
                });
            }

            return changes;
        },
        cancellation);

    public Task<IReadOnlyList<StageId>> FindStagesAsync(string idPrefix, int limit, CancellationToken cancellation) => ReadAsync<IReadOnlyList<StageId>>(
        () =>
        {
            var found = new List<StageId>();
            if (idPrefix.Length > 32 || !idPrefix.All(char.IsAsciiHexDigit))
                return found;

            var (first, last) = (StageId.Parse(idPrefix.PadRight(32, '0')), StageId.Parse(idPrefix.PadRight(32, 'f')));
            using var row = _reader.Query("SELECT id FROM stage WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3", first.ToColumn(), last.ToColumn(), limit);
            while (row.Read())
                found.Add(row.GetStageId(0));
            return found;
        },
        cancellation);

    public Task<IReadOnlyList<string>> ReadSweepsOfAsync(StageId stage, CancellationToken cancellation) => ReadAsync<IReadOnlyList<string>>(
        () =>
        {
            var sweeps = new List<string>();
            using var row = _reader.Query(
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
}
