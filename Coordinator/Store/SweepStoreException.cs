namespace Sweep.Coordinator.Store;

/// <summary>The store cannot do what was asked; the message says why and what would help.</summary>
public class SweepStoreException(string message, Exception? inner = null) : Exception(message, inner);
