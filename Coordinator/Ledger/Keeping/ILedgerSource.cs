using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>A ledger that can be asked, and what is stored beside it. Safe for concurrent use.</summary>
public interface ILedgerSource : IAsyncDisposable
{
    /// <summary>For what is not in memory: trials, results, curves, attempts, and stages of sweeps that are not loaded.</summary>
    ILedgerReader Store { get; }

    /// <summary>
    /// Asks the ledger, which does not change meanwhile: not longer than some milliseconds, since everything waits for it. The answer is given
    /// when all that it rests on is stored. While the store does not work it is given at once: pages go on, and what they say may be a batch
    /// ahead of what is stored.
    /// </summary>
    Task<T> AskAsync<T>(Func<SweepLedger, T> question, CancellationToken cancellation);

    /// <summary>Asks a ledger in which this sweep, if it is there, is loaded.</summary>
    /// <exception cref="SweepStoreException">It cannot be loaded.</exception>
    Task<T> AskAboutAsync<T>(string sweep, Func<SweepLedger, T> question, CancellationToken cancellation);
}
