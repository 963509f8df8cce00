using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// Sweeps that choose trials as results come in. The choice is made elsewhere, and submitted as a larger sweep that replaces this one.
/// </summary>
public sealed partial class SweepLedger
{
    /// <summary>Running sweeps whose search may add trials, oldest first, with the number of their settled trials.</summary>
    public IReadOnlyList<OpenSearch> OpenSearches =>
        [
            .. Running
                .Where(sweep => sweep.Search == SweepSearch.Open)
                .Select(sweep => new OpenSearch(sweep.Number, sweep.Name, sweep[StageState.Completed].Trials + sweep.Counts.Failed.Trials)),
        ];

    /// <summary>Records that the search adds no more trials. False when the sweep no longer exists or does not run.</summary>
    public bool EndSearch(long number)
    {
        if (!_numbers.TryGetValue(number, out var sweep) || sweep is not { State: SweepState.Running, Search: SweepSearch.Open })
            return false;
        sweep.Search = SweepSearch.Done;
        MarkDirty(sweep);
        return true;
    }
}

/// <summary>A running sweep whose search may add trials.</summary>
public sealed record OpenSearch(long Number, string Name, long Settled);
