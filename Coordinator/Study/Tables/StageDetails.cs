using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>The values that tables know of but do not hold; see <see cref="ResultField.IsDetail"/>.</summary>
internal static class StageDetails
{
    /// <summary>Puts them in the place of what the table gave.</summary>
    public static async ValueTask FillAsync(ISweepStore store, StageId stage, IReadOnlyList<ResultField> fields, object?[] values, CancellationToken cancellation)
    {
        StageResult? result = null;
        for (var i = 0; i < values.Length; i++)
        {
            if (!fields[i].IsDetail || values[i] is null)
                continue;
            result ??= (await store.FindStageAsync(stage, cancellation).ConfigureAwait(false))?.Result;
            values[i] = result is null ? null : fields[i].Read(Of(stage, result));
        }
    }

    private static TrialResult Of(StageId stage, StageResult result) => new()
    {
        Sweep = "", Index = 0, Dataset = "", Architecture = "", Mode = "", Sparsity = 0, Seed = 0, SpecHash = "", StageId = stage,
        State = TrialState.Completed, Result = result,
    };
}
