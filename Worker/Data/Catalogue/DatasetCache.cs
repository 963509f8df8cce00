namespace Sweep.Worker.Data.Catalogue;

/// <summary>
/// Keeps loaded data sets, which the workers of a process share. It holds the most recently used ones up to a number of bytes; a released
/// one is still found while a worker uses it.
/// </summary>
/// <param name="limit">The most bytes held; the last requested data set is held even when it is larger.</param>
internal sealed class DatasetCache(long limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = [];
    private readonly LinkedList<Dataset> _held = new();

    /// <summary>The cache of this process; it holds up to a quarter of the memory that the process may use.</summary>
    public static DatasetCache Shared { get; } = new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    public long HeldBytes
    {
        get
        {
            lock (_lock)
            {
                return _held.Sum(dataset => dataset.Bytes);
            }
        }
    }

    /// <summary>
    /// Returns or loads a data set. One of several callers with the same key loads while the others wait; if it fails, the next one tries.
    /// </summary>
    /// <param name="cancellation">Cancels the wait; <paramref name="load"/> handles its own cancellation.</param>
    public Dataset Get(string key, Func<Dataset> load, CancellationToken cancellation)
    {
        Slot slot;
        lock (_lock)
        {
            slot = _slots.TryGetValue(key, out var known) ? known : _slots[key] = new Slot();
        }

        slot.Gate.Wait(cancellation);
        try
        {
            if (slot.Loaded is not { } reference || !reference.TryGetTarget(out var dataset))
            {
                dataset = load();
                slot.Loaded = new WeakReference<Dataset>(dataset);
            }

            Hold(dataset);
            return dataset;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private void Hold(Dataset dataset)
    {
        lock (_lock)
        {
            // Compare by reference: a record's equality would compare the arrays of pixels, which are never equal, and the names.
            var node = _held.First;
            while (node is not null && !ReferenceEquals(node.Value, dataset))
            {
                node = node.Next;
            }

            if (node is not null)
            {
                _held.Remove(node);
            }

            _held.AddFirst(dataset);
            while (_held.Count > 1 && _held.Sum(held => held.Bytes) > limit)
            {
                _held.RemoveLast();
            }
        }
    }

    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public WeakReference<Dataset>? Loaded { get; set; }
    }
}
