namespace Sweep.Coordinator.Store;

/// <summary>The facts that a ledger starts from, as one consistent snapshot.</summary>
/// <param name="Sweeps">All sweeps, by number.</param>
/// <param name="Settings">All settings, by number.</param>
public sealed record LedgerFacts(LedgerMark Mark, LedgerHead Head, IReadOnlyList<SweepFacts> Sweeps, IReadOnlyList<SettingsFacts> Settings);
