namespace Sweep.Coordinator.Store;

/// <summary>
/// Where the ledger's facts last. It knows none of the rules by which they change.
/// <para>One writer: whoever took over last. Everybody else's appends are refused, however late they come and whatever their clocks say.</para>
/// <para>Order: a batch is stored after all those before it, or not at all. The ledger has one on its way at a time.</para>
/// <para>Size: a batch may be as large as a submitted sweep, some gigabytes; what the medium takes at once is the adapter's business.</para>
/// </summary>
public interface ILedgerStore : ILedgerReader
{
    /// <summary>
    /// Makes this object the writer, of a new epoch. Afterwards nothing that an earlier writer has on its way can be stored any more. The
    /// revision is that of the last batch that was.
    /// </summary>
    /// <exception cref="SweepStoreException">It may have become the writer or not; taking over again is harmless.</exception>
    Task<LedgerMark> TakeOverAsync(CancellationToken cancellation);

    /// <summary>
    /// Stores a batch, wholly or not at all; it lasts when this returns. The same mark again, with the same batch, stores nothing twice and
    /// says that it is stored: so a call of unknown outcome is simply made again, and nothing else may be appended before that is known.
    /// </summary>
    /// <param name="mark">The epoch that was taken over, and the next revision.</param>
    /// <exception cref="WriterFencedException">Another writer has taken over. The batch is not stored, and never will be, unless an earlier call with this mark stored it.</exception>
    /// <exception cref="SweepStoreException">It may be stored, or become so, or not.</exception>
    Task AppendAsync(LedgerMark mark, Batch batch, CancellationToken cancellation);
}
