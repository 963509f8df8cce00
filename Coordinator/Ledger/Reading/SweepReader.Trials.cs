using System.Runtime.CompilerServices;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Reading;

public sealed partial class SweepReader
{
    /// <summary>How many trials may wait for the look-up that one of them needs.</summary>
    private const int LookedUp = 1_000;

    /// <summary>
    /// The trials in grid order, as one consistent snapshot however long the reading takes. Empty when there is no such sweep.
    /// </summary>
    public async IAsyncEnumerable<TrialResult> ReadTrialsAsync(string sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (record, place) = await ledger
            .AskAsync(known => (known.FindSweep(sweep), known.LocateSweep(sweep)), cancellation)
            .ConfigureAwait(false);
        if (place is not { } there)
            yield break;
        var isEnded = !there.IsLoaded && record!.State is SweepState.Completed or SweepState.Failed;
        await foreach (
            var trial in (
                isEnded ? ReadEndedAsync(record!, there.Number, cancellation) : ReadLoadedAsync(sweep, cancellation)
            ).ConfigureAwait(false)
        )
        {
            yield return trial;
        }
    }

    private async IAsyncEnumerable<TrialResult> ReadLoadedAsync(string sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (snapshot, number) = await ledger
            .AskAboutAsync(
                sweep,
                known => known.LocateSweep(sweep) is { } there ? (known.Snapshot(sweep), there.Number) : default,
                cancellation
            )
            .ConfigureAwait(false);
        if (snapshot is null)
            yield break;
        await foreach (var trial in ledger.Store.ReadTrialsAsync(number, 0, cancellation).ConfigureAwait(false))
            yield return snapshot.Describe(trial);
    }

    /// <summary>
    /// In a sweep that has ended, every trial has a result, or its last stage is parked or below a parked one. Its stages therefore need
    /// not be loaded, which takes longer than reading its trials, unless an ancestor's error has to be found.
    /// </summary>
    private async IAsyncEnumerable<TrialResult> ReadEndedAsync(
        SweepRecord sweep,
        long number,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        SweepSnapshot? snapshot = null;
        var waiting = new List<StoredTrial>();
        var missing = new HashSet<StageId>();
        await foreach (var trial in ledger.Store.ReadTrialsAsync(number, 0, cancellation).ConfigureAwait(false))
        {
            if (missing.Count == 0 && trial.Result is not null)
            {
                yield return SweepSnapshot.Describe(sweep, trial, TrialState.Completed, null);
                continue;
            }

            // Later trials wait too, to keep the grid order.
            waiting.Add(trial);
            if (trial.Result is null)
                missing.Add(trial.Trial.StageId);
            if (waiting.Count < LookedUp)
                continue;
            foreach (var known in await DescribeAsync().ConfigureAwait(false))
                yield return known;
        }

        foreach (var known in await DescribeAsync().ConfigureAwait(false))
            yield return known;

        async Task<List<TrialResult>> DescribeAsync()
        {
            var parked = (await ledger.Store.FindStagesAsync(missing, cancellation).ConfigureAwait(false))
                .Where(stage => stage.Condition == StageCondition.Parked)
                .ToDictionary(stage => stage.Id, stage => stage.Error);
            if (snapshot is null && missing.Any(stage => !parked.ContainsKey(stage)))
            {
                snapshot = await ledger
                    .AskAboutAsync(
                        sweep.Name,
                        known => known.LocateSweep(sweep.Name) is null ? null : known.Snapshot(sweep.Name),
                        cancellation
                    )
                    .ConfigureAwait(false);
            }

            var described = waiting.ConvertAll(trial =>
                trial.Result is not null ? SweepSnapshot.Describe(sweep, trial, TrialState.Completed, null)
                : parked.TryGetValue(trial.Trial.StageId, out var error) ? SweepSnapshot.Describe(sweep, trial, TrialState.Failed, error)
                : snapshot?.Describe(trial) ?? SweepSnapshot.Describe(sweep, trial, TrialState.Failed, null)
            );
            waiting.Clear();
            missing.Clear();
            return described;
        }
    }
}
