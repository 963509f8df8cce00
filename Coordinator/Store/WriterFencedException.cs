namespace Sweep.Coordinator.Store;

/// <summary>Another process has taken the store over; this one must write nothing more.</summary>
public sealed class WriterFencedException(string message) : SweepStoreException(message);
