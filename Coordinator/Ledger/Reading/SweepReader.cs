using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Reading;

/// <summary>Answers what neither the ledger nor its store can answer alone. What the ledger can is asked of it. Safe for concurrent use.</summary>
/// <exception cref="SweepStoreException">By any member: the store does not work.</exception>
public sealed partial class SweepReader(ILedgerSource ledger)
{
    public ILedgerSource Ledger => ledger;

    /// <summary>With the text of its spec; null when there is none of this name.</summary>
    public async Task<SweepRecord?> FindSweepAsync(string name, CancellationToken cancellation)
    {
        var (record, place) = await ledger
            .AskAsync(known => (known.FindSweep(name), known.LocateSweep(name)), cancellation)
            .ConfigureAwait(false);
        return record is null ? null : await WithSpecAsync(record, place!.Value.Number, cancellation).ConfigureAwait(false);
    }

    /// <summary>With the texts of their specs, oldest first.</summary>
    public async Task<IReadOnlyList<SweepRecord>> ReadSweepsAsync(CancellationToken cancellation)
    {
        var sweeps = new List<SweepRecord>();
        foreach (
            var (record, number) in await ledger
                .AskAsync(
                    known => known.Sweeps.Select(sweep => (sweep, known.LocateSweep(sweep.Name)!.Value.Number)).ToList(),
                    cancellation
                )
                .ConfigureAwait(false)
        )
        {
            if (await WithSpecAsync(record, number, cancellation).ConfigureAwait(false) is { } sweep)
                sweeps.Add(sweep);
        }

        return sweeps;
    }

    /// <summary>
    /// Stages that settled, or were taken up again, after a number, in the order of their newest change; each once, as it stands
    /// now. Whoever gets fewer than <paramref name="limit"/> has all, and goes on from the <see cref="SweepLedger.Sequence"/> that was read
    /// before: others' changes need not be passed over again.
    /// </summary>
    /// <param name="sweep">Only stages that it wants; null for all that are in memory. None when it is not there.</param>
    public async Task<IReadOnlyList<StageChange>> ReadChangesAsync(string? sweep, long after, int limit, CancellationToken cancellation)
    {
        var changes = sweep is null
            ? await ledger.AskAsync(known => known.ReadChanges(null, after, limit), cancellation).ConfigureAwait(false)
            : await ledger.AskAboutAsync(sweep, known => known.ReadChanges(sweep, after, limit), cancellation).ConfigureAwait(false);
        var results = await ReadResultsAsync([.. changes.Select(change => change.Definition.Id)], cancellation).ConfigureAwait(false);
        return [.. changes.Select(change => change with { Result = results.GetValueOrDefault(change.Definition.Id) })];
    }

    /// <summary>Null when it was deleted meanwhile.</summary>
    private async Task<SweepRecord?> WithSpecAsync(SweepRecord record, long number, CancellationToken cancellation) =>
        await ledger.Store.ReadSpecAsync(number, cancellation).ConfigureAwait(false) is { } text ? record with { SpecText = text } : null;
}
