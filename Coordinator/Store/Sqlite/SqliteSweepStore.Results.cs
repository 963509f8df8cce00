using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

public sealed partial class SqliteSweepStore
{
    public Task<IReadOnlyDictionary<StageId, StageResult>> ReadResultsAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation) =>
        _listing.ReadAsync<IReadOnlyDictionary<StageId, StageResult>>(
            database =>
            {
                var results = new Dictionary<StageId, StageResult>(stages.Count);
                foreach (var stage in stages)
                {
                    using var row = database.Query("SELECT result FROM stage WHERE id = $1 AND result IS NOT NULL", stage.ToColumn());
                    if (row.Read())
                        results[stage] = StoreJson.Read<StageResult>(row.GetString(0));
                }

                return results;
            },
            cancellation);
}
