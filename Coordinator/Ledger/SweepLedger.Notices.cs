using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>What is owed to those who want to be told of sweeps.</summary>
public sealed partial class SweepLedger
{
    /// <summary>Of one sweep so many are kept; where nobody takes them, the oldest go.</summary>
    public const int MostOwed = 20;

    /// <summary>All that is owed, by sweep from the oldest, and within one in the order it arose.</summary>
    public IReadOnlyList<SweepNotice> ReadOwed() =>
        [
            .. _sweeps
                .OfType<LedgerSweep>()
                .SelectMany(sweep => sweep.Owed.Select(notice => new SweepNotice(sweep.Name, notice, sweep.About.Notify?.Webhook))),
        ];

    /// <summary>A sweep's notice is to be told.</summary>
    public void Owe(string name, OwedNotice notice)
    {
        if (!_names.TryGetValue(name, out var sweep))
            return;
        sweep.Owed = [.. sweep.Owed.TakeLast(MostOwed - 1), notice];
        MarkDirty(sweep);
    }

    /// <summary>It was told, or is given up. False when it is not owed.</summary>
    public bool Settle(string name, string notice)
    {
        if (!_names.TryGetValue(name, out var sweep) || !sweep.Owed.Any(owed => owed.Id == notice))
            return false;
        sweep.Owed = [.. sweep.Owed.Where(owed => owed.Id != notice)];
        MarkDirty(sweep);
        return true;
    }
}
