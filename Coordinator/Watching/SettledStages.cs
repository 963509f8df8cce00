using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using StageState = Sweep.Contracts.States.StageState;

namespace Sweep.Coordinator.Watching;

/// <summary>The store's changes as messages, in pages. Safe for concurrent use.</summary>
internal sealed class SettledStages(SweepReader sweeps, StageRefs refs)
{
    public const int PageSize = 1000;

    /// <summary>Characters of an error in a message, which holds a thousand; all of it is with the stage.</summary>
    private const int LongestError = 500;

    /// <param name="sweep">Null: of all sweeps.</param>
    /// <param name="newest">A number that the store had reached before.</param>
    public async Task<ChangePage> ReadAsync(string? sweep, long after, long newest, CancellationToken cancellation)
    {
        var changes = await sweeps.ReadChangesAsync(sweep, after, PageSize, cancellation).ConfigureAwait(false);
        var stages = new List<SettledStage>(changes.Count);
        foreach (var change in changes)
            stages.Add(await DescribeAsync(change, sweep is null ? null : [sweep], cancellation).ConfigureAwait(false));
        var last = changes.Count > 0 ? changes[^1].Sequence : after;
        return changes.Count < PageSize
            ? new ChangePage(stages, Math.Max(last, newest), IsLast: true)
            : new ChangePage(stages, last, IsLast: false);
    }

    private async ValueTask<SettledStage> DescribeAsync(StageChange change, string[]? wanting, CancellationToken cancellation)
    {
        var settled = new SettledStage
        {
            Sequence = change.Sequence,
            Stage = await refs.OfAsync(change.Definition, wanting, cancellation).ConfigureAwait(false),
            State = change.State.ToWire(),
        };
        if (change is { State: StageState.Completed, Result: { } result })
        {
            settled.Top1 = result.Top1;
            settled.Epochs = result.Epochs;
            settled.Duration = result.Duration.ToDuration();
            settled.ImagesPerSecond = result.ImagesPerSecond;
        }

        if (change is { State: StageState.Failed, Error: { } error })
            settled.Error = error.Length <= LongestError ? error : string.Concat(error.AsSpan(0, LongestError - 1), "…");
        return settled;
    }
}
