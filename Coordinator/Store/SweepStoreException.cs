namespace Sweep.Coordinator.Store;

/// <summary>The store could not do what was asked. The message says why and what would help.</summary>
public class SweepStoreException(string message, Exception? inner = null) : Exception(message, inner);
