using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>Told how the keeper gets on with its store. Must return at once.</summary>
public interface IKeeperObserver
{
    /// <summary>A batch could not be stored, and is tried again: once for each time that the store stops working. Or the keeper has ended.</summary>
    void OnFault(SweepStoreException fault) { }

    /// <summary>The store works again.</summary>
    void OnWorks() { }
}
