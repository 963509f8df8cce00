namespace Sweep.Coordinator.Store;

/// <summary>What a ledger begins with, all of one moment.</summary>
/// <param name="Sweeps">All of them, by number.</param>
/// <param name="Settings">By number.</param>
public sealed record LedgerFacts(LedgerMark Mark, LedgerHead Head, IReadOnlyList<SweepFacts> Sweeps, IReadOnlyList<SettingsFacts> Settings);
