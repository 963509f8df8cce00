namespace Sweep.Coordinator.Store;

/// <summary>The numbers that the ledger has given so far. None of them ever goes back.</summary>
/// <param name="Sequence">Newest change of a stage; see <see cref="StageFacts.Changed"/>.</param>
/// <param name="Sweeps">Highest <see cref="SweepFacts.Number"/>.</param>
/// <param name="Stages">Highest <see cref="StageFacts.Number"/>.</param>
/// <param name="Settings">Highest <see cref="SettingsFacts.Number"/>.</param>
public readonly record struct LedgerHead(long Sequence, long Sweeps, long Stages, int Settings)
{
    /// <summary>Of an empty store. The first change has number 2, so that 1 can be gone on from where 0 means something else.</summary>
    public static LedgerHead Empty { get; } = new(1, 0, 0, 0);
}
