using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Search;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>The trials that a search has chosen of a sweep's grid.</summary>
public static class SearchedTrials
{
    /// <summary>What of a spec is submitted: all of it, or what its search begins with.</summary>
    /// <param name="all">The spec, expanded.</param>
    /// <param name="grownFrom">The sweep that grows into it, whose trials stay; null for none.</param>
    /// <exception cref="SweepStoreException">The store does not work.</exception>
    public static async Task<StageTree> BeginAsync(StageTree all, string? grownFrom, SweepReader sweeps, CancellationToken cancellation)
    {
        if (all.Spec.Search is null)
            return all;
        var grid = new SearchGrid(all.Spec);
        var points = SearchStep.First(grid).Points.ToHashSet();
        if (grownFrom is not null)
        {
            await foreach (var trial in sweeps.ReadTrialsAsync(grownFrom, cancellation).ConfigureAwait(false))
            {
                if (grid.FindPoint(trial) is { } point)
                    points.Add(point);
            }
        }

        return Expansion.Expand(all.Spec, points);
    }

    /// <summary>What was trained, and why the rest was left out, a line each; none of a sweep that does not search.</summary>
    /// <exception cref="SweepStoreException">The store does not work.</exception>
    public static async Task<IReadOnlyList<string>> SummariseAsync(SweepRecord sweep, SweepReader sweeps, CancellationToken cancellation)
    {
        if (sweep.Search == SweepSearch.None || SpecReading.Read(sweep.SpecText).Spec is not { Search: not null } spec)
            return [];
        var grid = new SearchGrid(spec);
        return SearchSummary.Of(grid, await ReadAsync(grid, sweep.Name, sweeps, cancellation).ConfigureAwait(false));
    }

    /// <summary>What was chosen, and what came of it, by point of the grid.</summary>
    /// <exception cref="SweepStoreException">The store does not work.</exception>
    internal static async Task<IReadOnlyDictionary<int, SearchedTrial>> ReadAsync(
        SearchGrid grid,
        string sweep,
        SweepReader sweeps,
        CancellationToken cancellation
    )
    {
        var trials = new Dictionary<int, TrialResult>();
        await foreach (var trial in sweeps.ReadTrialsAsync(sweep, cancellation).ConfigureAwait(false))
        {
            if (grid.FindPoint(trial) is { } point)
                trials.Add(point, trial);
        }

        var outcomes = await sweeps
            .ReadOutcomesAsync(
                [.. trials.Values.Where(trial => trial.Result is not null).Select(trial => trial.StageId).Distinct()],
                cancellation
            )
            .ConfigureAwait(false);
        return trials.ToDictionary(trial => trial.Key, trial => Of(trial.Value, outcomes));
    }

    private static SearchedTrial Of(TrialResult trial, IReadOnlyDictionary<StageId, ImageOutcomes> outcomes) =>
        new(
            trial.State is TrialState.Completed or TrialState.Failed,
            trial.Result?.Top1,
            trial.Result?.IsAtChance == true,
            outcomes.GetValueOrDefault(trial.StageId)
        );
}
