using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>A ledger that can be queried, together with its store. Safe for concurrent use.</summary>
public interface ILedgerSource : IAsyncDisposable
{
    /// <summary>Reads what is not in memory: trials, results, curves, attempts, and stages of sweeps that are not loaded.</summary>
    ILedgerReader Store { get; }

    /// <summary>
    /// Runs a query against the ledger, which does not change meanwhile. Everything else waits for the query, so it should take a few
    /// milliseconds at most. The answer is returned once everything it rests on is stored. While the store does not work, answers return at
    /// once so that pages keep working; they may then be one batch ahead of the store.
    /// </summary>
    Task<T> AskAsync<T>(Func<SweepLedger, T> question, CancellationToken cancellation);

    /// <summary>As <see cref="AskAsync"/>, after loading the stages of this sweep if it exists.</summary>
    /// <exception cref="SweepStoreException">The sweep cannot be loaded.</exception>
    Task<T> AskAboutAsync<T>(string sweep, Func<SweepLedger, T> question, CancellationToken cancellation);
}
