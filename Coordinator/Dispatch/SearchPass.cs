using Microsoft.Extensions.Logging;
using Sweep.Contracts;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Search;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// One look at the sweeps that search: trials are added as results come in, and a search ends when no more are wanted. It keeps nothing that matters: what is
/// wanted follows from the stored results (<see cref="SearchStep"/>), so another process goes on from wherever this one was killed.
/// </summary>
internal sealed class SearchPass(
    SweepReader sweeps,
    LedgerKeeper keeper,
    DispatchSignal passes,
    IEnumerable<IDispatchObserver> observers,
    TimeProvider time,
    ILogger<SearchPass> log
)
{
    /// <summary>By number of the sweep, how many of its trials had settled when it was looked at last.</summary>
    private Dictionary<long, long> _looked = [];
    private SearchGrid? _grid;

    /// <exception cref="SweepStoreException">The store does not work; the next pass looks again.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var looked = new Dictionary<long, long>();
        foreach (var search in await keeper.AskAsync(ledger => ledger.OpenSearches, cancellation).ConfigureAwait(false))
        {
            // A sweep that changed while it was looked at is looked at again.
            if (
                _looked.GetValueOrDefault(search.Number, -1) == search.Settled
                || await LookAtAsync(search, cancellation).ConfigureAwait(false)
            )
            {
                looked[search.Number] = search.Settled;
            }
        }

        _looked = looked;
    }

    /// <summary>False when the sweep changed meanwhile, so that nothing was done.</summary>
    private async Task<bool> LookAtAsync(OpenSearch search, CancellationToken cancellation)
    {
        if (await sweeps.FindSweepAsync(search.Name, cancellation).ConfigureAwait(false) is not { } sweep || sweep.Number != search.Number)
            return false;
        if (_grid?.Spec.Hash != sweep.SpecHash)
            _grid = SpecReading.Read(sweep.SpecText).Spec is { Search: not null } spec ? new SearchGrid(spec) : null;
        if (_grid is null)
            return await EndAsync(search, cancellation).ConfigureAwait(false);
        var trials = await SearchedTrials.ReadAsync(_grid, search.Name, sweeps, cancellation).ConfigureAwait(false);
        var step = SearchStep.Take(_grid, trials);
        if (step.IsDone)
            return await EndAsync(search, cancellation).ConfigureAwait(false);
        return step.Points.Count == trials.Count
            || await GrowAsync(sweep, _grid, step, step.Points.Count - trials.Count, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> EndAsync(OpenSearch search, CancellationToken cancellation)
    {
        if (!await keeper.ChangeAsync(ledger => ledger.EndSearch(search.Number), cancellation).ConfigureAwait(false))
            return false;
        log.SearchDone(search.Name);
        passes.Set();
        return true;
    }

    private async Task<bool> GrowAsync(SweepRecord sweep, SearchGrid grid, SearchStep step, int more, CancellationToken cancellation)
    {
        var prepared = Submission.Prepare(Expansion.Expand(grid.Spec, step.Points), sweep.Name);
        prepared = prepared with
        {
            Sweep = prepared.Sweep with { IsGrown = true, GrownBySearchOf = sweep.Number, Priority = sweep.Priority, About = sweep.About },
        };
        foreach (var observer in observers)
            observer.OnSubmitting(prepared.Stages.Where(stage => stage.Parent < 0).Select(stage => stage.Id));
        if (
            await keeper.SubmitAsync(prepared, replace: true, time.GetUtcNow(), cancellation).ConfigureAwait(false)
            != SubmitOutcome.Submitted
        )
        {
            return false;
        }

        passes.Set();
        var added = Counted.Of(more, "trial");
        log.SearchGoesOn(sweep.Name, added);
        foreach (var observer in observers)
            observer.OnGrown(sweep.Name, added);
        return true;
    }
}
