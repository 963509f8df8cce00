using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>Reads ledgers from a store.</summary>
internal static class LedgerLoading
{
    /// <summary>All that has not ended.</summary>
    public static async Task<SweepLedger> LoadAsync(this ILedgerReader store, CancellationToken cancellation)
    {
        var ledger = new SweepLedger(await store.ReadLedgerAsync(cancellation).ConfigureAwait(false));
        ledger.BeginLoading();
        await foreach (var stage in store.ReadStagesAsync(null, cancellation).ConfigureAwait(false))
            ledger.Load(stage);
        ledger.EndLoading();
        return ledger;
    }

    public static async Task<List<StageFacts>> ListStagesAsync(this ILedgerReader store, long sweep, CancellationToken cancellation)
    {
        var stages = new List<StageFacts>();
        await foreach (var stage in store.ReadStagesAsync(sweep, cancellation).ConfigureAwait(false))
            stages.Add(stage);
        return stages;
    }

    /// <summary>For a ledger that nobody else uses meanwhile.</summary>
    public static void Load(this SweepLedger ledger, string sweep, IEnumerable<StageFacts> stages)
    {
        if (!ledger.BeginLoading(sweep))
            return;
        foreach (var stage in stages)
            ledger.Load(stage);
        ledger.EndLoading();
    }
}
