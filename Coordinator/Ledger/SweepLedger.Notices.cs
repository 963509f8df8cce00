using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>Notices about sweeps that are still to be delivered.</summary>
public sealed partial class SweepLedger
{
    /// <summary>The most undelivered notices kept for one sweep; the oldest are dropped.</summary>
    public const int MostOwed = 20;

    /// <summary>All undelivered notices: those of the oldest sweep first, and within a sweep the oldest first.</summary>
    public IReadOnlyList<SweepNotice> ReadOwed() =>
        [
            .. _sweeps
                .OfType<LedgerSweep>()
                .SelectMany(sweep => sweep.Owed.Select(notice => new SweepNotice(sweep.Name, notice, sweep.About.Notify?.Webhook))),
        ];

    /// <summary>Adds a notice of a sweep that is to be delivered.</summary>
    public void AddNotice(string name, OwedNotice notice)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return;
        sweep.Owed = [.. sweep.Owed.TakeLast(MostOwed - 1), notice];
        MarkDirty(sweep);
    }

    /// <summary>Removes a notice that was delivered or given up. False when there is no such notice.</summary>
    public bool Settle(string name, string notice)
    {
        if (!_names.TryGetValue(name, out var sweep) || !sweep.Owed.Any(owed => owed.Id == notice))
            return false;
        sweep.Owed = [.. sweep.Owed.Where(owed => owed.Id != notice)];
        MarkDirty(sweep);
        return true;
    }
}
