using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Reading;

/// <summary>
/// Answers queries that need both the ledger and its store. Query the ledger directly for the rest. Safe for concurrent use.
/// </summary>
/// <exception cref="SweepStoreException">By any member: the store does not work.</exception>
public sealed partial class SweepReader(ILedgerSource ledger)
{
    public ILedgerSource Ledger => ledger;

    /// <summary>The sweep with the text of its spec; null when there is no such sweep.</summary>
    public async Task<SweepRecord?> FindSweepAsync(string name, CancellationToken cancellation)
    {
        var (record, place) = await ledger
            .AskAsync(known => (known.FindSweep(name), known.LocateSweep(name)), cancellation)
            .ConfigureAwait(false);
        return record is null ? null : await WithSpecAsync(record, place!.Value.Number, cancellation).ConfigureAwait(false);
    }

    /// <summary>All sweeps with the texts of their specs, oldest first.</summary>
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
    /// Stages that settled or were retried after a change number, in the order of their newest change, each once and in its current state.
    /// A caller that gets fewer than <paramref name="limit"/> has them all, and should continue from the <see cref="SweepLedger.Sequence"/>
    /// it read before the call, which skips the changes of other sweeps.
    /// </summary>
    /// <param name="sweep">Only stages that this sweep wants; null for all in memory. No stages when there is no such sweep.</param>
    public async Task<IReadOnlyList<StageChange>> ReadChangesAsync(string? sweep, long after, int limit, CancellationToken cancellation)
    {
        var changes = sweep is null
            ? await ledger.AskAsync(known => known.ReadChanges(null, after, limit), cancellation).ConfigureAwait(false)
            : await ledger.AskAboutAsync(sweep, known => known.ReadChanges(sweep, after, limit), cancellation).ConfigureAwait(false);
        var results = await ReadResultsAsync([.. changes.Select(change => change.Definition.Id)], cancellation).ConfigureAwait(false);
        return [.. changes.Select(change => change with { Result = results.GetValueOrDefault(change.Definition.Id) })];
    }

    /// <summary>Null when the sweep was deleted meanwhile.</summary>
    private async Task<SweepRecord?> WithSpecAsync(SweepRecord record, long number, CancellationToken cancellation) =>
        await ledger.Store.ReadSpecAsync(number, cancellation).ConfigureAwait(false) is { } text ? record with { SpecText = text } : null;
}
