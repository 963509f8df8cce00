using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Finds the sweeps that do not get on, and why: no worker is there, none takes anything, or none has the data.</summary>
internal sealed class StallSearch(WorkerRoster roster, ListeningClock clock, DispatchOptions options)
{
    /// <summary>Of each sweep so many ready stages are looked at; those behind them are handed out before, if anybody could take them.</summary>
    private const int Looked = 16;

    /// <summary>Since when it is known of a sweep, in the listening clock's time. Workers that are just being started are not missed at once.</summary>
    private readonly Dictionary<string, TimeSpan> _since = new(StringComparer.Ordinal);

    /// <param name="offers">Of the workers that may be given something.</param>
    public Dictionary<string, string> Find(SweepLedger ledger, IReadOnlyList<WorkerOffer> offers, DateTimeOffset now)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var heads in ledger.ReadHeads(now, options.MaxBackOff, Looked))
        {
            if (heads is { Active: 0, Ready.Count: > 0 } && Explain(heads.Ready, offers) is { } reason)
                found[heads.Sweep] = reason;
        }

        foreach (var name in _since.Keys.Where(name => !found.ContainsKey(name)).ToList())
            _since.Remove(name);
        foreach (var name in found.Keys.ToList())
        {
            _since.TryAdd(name, clock.Now);
            // That nobody has the data, a worker has said.
            if (offers.Count == 0 && clock.Now - _since[name] < options.StallAfter)
                found.Remove(name);
        }

        return found;
    }

    private string? Explain(IReadOnlyList<ReadyStage> ready, IReadOnlyList<WorkerOffer> offers)
    {
        var workers = roster.Names.Count;
        if (workers == 0)
            return "No worker is there. Start one with sweep-worker, for the same broker.";
        if (offers.Count == 0)
            return $"{(workers == 1 ? "The only worker takes no" : $"None of the {workers} workers takes")} stages. sweep workers says why.";
        return ready.All(stage => offers.All(offer => stage.NeedsAnyOf(offer.OtherData)))
            ? $"{(workers == 1 ? "The only worker does not have" : $"None of the {workers} workers has")} the data. {roster.DataProblemOf(ready[0].Data) ?? roster.DataProblemOf(ready[0].Weights)}"
            : null;
    }
}
