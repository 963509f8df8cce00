namespace Sweep.Coordinator.Store;

/// <summary>The highest numbers that the ledger has assigned. They never decrease.</summary>
/// <param name="Sequence">The newest change of a stage; see <see cref="StageFacts.Changed"/>.</param>
/// <param name="Sweeps">The highest <see cref="SweepFacts.Number"/>.</param>
/// <param name="Stages">The highest <see cref="StageFacts.Number"/>.</param>
/// <param name="Settings">The highest <see cref="SettingsFacts.Number"/>.</param>
public readonly record struct LedgerHead(long Sequence, long Sweeps, long Stages, int Settings)
{
    /// <summary>
    /// The head of an empty store. The first change has number 2, so that a reader can continue after 1 in interfaces where 0 has another
    /// meaning.
    /// </summary>
    public static LedgerHead Empty { get; } = new(1, 0, 0, 0);
}
