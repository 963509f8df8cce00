using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>Loads ledgers from a store.</summary>
internal static class LedgerLoading
{
    /// <summary>Loads everything that has not ended, for the process that writes.</summary>
    public static async Task<SweepLedger> LoadAsync(this ILedgerReader store, CancellationToken cancellation)
    {
        var ledger = new SweepLedger(await store.ReadLedgerAsync(cancellation).ConfigureAwait(false));
        ledger.BeginLoading();
        await foreach (var stage in store.ReadStagesAsync(null, cancellation).ConfigureAwait(false))
            ledger.Load(stage);
        ledger.EndLoading();
        return ledger;
    }

    /// <summary>
    /// Loads the same beside a process that writes. That process may end a sweep between the reading of the sweeps and of their stages, so
    /// stages are read by the sweep's number whatever its state. A stage read this way may be newer than its sweep's own facts.
    /// </summary>
    public static async Task<SweepLedger> LoadBesideWriterAsync(this ILedgerReader store, CancellationToken cancellation)
    {
        var facts = await store.ReadLedgerAsync(cancellation).ConfigureAwait(false);
        var ledger = new SweepLedger(facts);
        foreach (var sweep in facts.Sweeps.Where(sweep => sweep.State is SweepState.Running or SweepState.Paused))
            await store.LoadBesideWriterAsync(ledger, sweep.Name, sweep.Number, cancellation).ConfigureAwait(false);
        return ledger;
    }

    /// <summary>
    /// Loads the stages of one more sweep. Settings that were added since the ledger was read are loaded after the stages; settings are
    /// never removed.
    /// </summary>
    public static async Task LoadBesideWriterAsync(
        this ILedgerReader store,
        SweepLedger ledger,
        string sweep,
        long number,
        CancellationToken cancellation
    )
    {
        if (!ledger.BeginLoading(sweep))
            return;
        await foreach (var stage in store.ReadStagesAsync(number, cancellation).ConfigureAwait(false))
        {
            if (stage.Settings > ledger.SettingsCount)
                ledger.LoadSettings((await store.ReadLedgerAsync(cancellation).ConfigureAwait(false)).Settings);
            ledger.Load(stage);
        }

        ledger.EndLoading();
    }

    public static async Task<List<StageFacts>> ListStagesAsync(this ILedgerReader store, long sweep, CancellationToken cancellation)
    {
        var stages = new List<StageFacts>();
        await foreach (var stage in store.ReadStagesAsync(sweep, cancellation).ConfigureAwait(false))
            stages.Add(stage);
        return stages;
    }

    /// <summary>Loads stages into a ledger that nobody else uses meanwhile.</summary>
    public static void Load(this SweepLedger ledger, string sweep, IEnumerable<StageFacts> stages)
    {
        if (!ledger.BeginLoading(sweep))
            return;
        foreach (var stage in stages)
            ledger.Load(stage);
        ledger.EndLoading();
    }
}
