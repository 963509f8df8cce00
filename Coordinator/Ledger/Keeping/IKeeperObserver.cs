using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>Observes whether the keeper can write to its store. Methods must return at once.</summary>
public interface IKeeperObserver
{
    /// <summary>
    /// Called once each time the store stops working: a batch could not be stored and is tried again. Also called when the keeper has
    /// ended.
    /// </summary>
    void OnFault(SweepStoreException fault) { }

    /// <summary>Called when the store works again.</summary>
    void OnWorks() { }
}
