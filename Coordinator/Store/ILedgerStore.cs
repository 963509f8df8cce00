namespace Sweep.Coordinator.Store;

/// <summary>
/// Stores the ledger's facts. It knows none of the rules by which they change.
/// <para>One writer: the process that took over last. Appends by any other are refused, however late they arrive and whatever the
/// clocks say.</para>
/// <para>Order: a batch is stored after all batches before it, or not at all. The ledger writes one batch at a time.</para>
/// <para>Size: a batch may be as large as a submitted sweep, some gigabytes. The adapter splits it where the medium requires.</para>
/// </summary>
public interface ILedgerStore : ILedgerReader
{
    /// <summary>
    /// Makes this object the writer, in a new epoch. Appends of earlier writers that are still under way can no longer be stored. The
    /// returned revision is that of the last stored batch.
    /// </summary>
    /// <exception cref="SweepStoreException">This object may or may not have become the writer. Taking over again is harmless.</exception>
    Task<LedgerMark> TakeOverAsync(CancellationToken cancellation);

    /// <summary>
    /// Stores a batch entirely or not at all, durably when this returns. Appending the same batch under the same mark again stores nothing
    /// twice and succeeds, so a call of unknown outcome is simply repeated. Nothing else may be appended until its outcome is known.
    /// </summary>
    /// <param name="mark">The epoch that was taken over, and the next revision.</param>
    /// <exception cref="WriterFencedException">Another writer has taken over. The batch is not and will not be stored, unless an earlier
    /// call with this mark stored it.</exception>
    /// <exception cref="SweepStoreException">The outcome is unknown: the batch may or may not be stored, now or later.</exception>
    Task AppendAsync(LedgerMark mark, Batch batch, CancellationToken cancellation);
}
