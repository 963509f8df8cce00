using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>The keeper has ended, and so must the coordinator.</summary>
public sealed class LedgerEndedException(string message, Exception? inner) : SweepStoreException(message, inner);
