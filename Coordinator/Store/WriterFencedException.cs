namespace Sweep.Coordinator.Store;

/// <summary>Another process has taken over the store; this one must write nothing more.</summary>
public sealed class WriterFencedException(string message) : SweepStoreException(message);
