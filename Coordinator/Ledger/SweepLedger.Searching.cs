using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>Sweeps whose trials are chosen as results come in. What is chosen is decided elsewhere, and submitted as the sweep that this one grows into.</summary>
public sealed partial class SweepLedger
{
    /// <summary>Running sweeps that may want more trials, oldest first, with how many of their trials have settled.</summary>
    public IReadOnlyList<OpenSearch> OpenSearches =>
        [
            .. Running
                .Where(sweep => sweep.Search == SweepSearch.Open)
                .Select(sweep => new OpenSearch(sweep.Number, sweep.Name, sweep[StageState.Completed].Trials + sweep.Counts.Failed.Trials)),
        ];

    /// <summary>The search wants no more. False when the sweep is not there any more, or does not run.</summary>
    public bool EndSearch(long number)
    {
        if (!_numbers.TryGetValue(number, out var sweep) || sweep is not { State: SweepState.Running, Search: SweepSearch.Open })
            return false;
        sweep.Search = SweepSearch.Done;
        MarkDirty(sweep);
        return true;
    }
}

/// <summary>A running sweep that may want more trials.</summary>
public sealed record OpenSearch(long Number, string Name, long Settled);
