namespace Sweep.Coordinator.Store;

/// <summary>The name is taken by a sweep of another spec.</summary>
public sealed class SweepExistsException(string name)
    : SweepStoreException($"There is a sweep named '{name}' with a different spec.");
