namespace Sweep.Worker.Data;

/// <summary>
/// Loaded data sets, shared by the workers of a process. The most recently used stay up to a number of bytes; one that was
/// let go is still found while a worker holds it.
/// </summary>
/// <param name="limit">Bytes held; the last data set asked for is held even when it is larger.</param>
internal sealed class DatasetCache(long limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = [];
    private readonly LinkedList<Dataset> _held = new();

    /// <summary>A quarter of what the process may use.</summary>
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

    /// <summary>Callers with the same key wait for one of them to load; when that one fails, the next tries.</summary>
    /// <param name="cancellation">Of the wait; <paramref name="load"/> looks after itself.</param>
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
            // By reference: a record's equality would compare the pixels' arrays, which are never equal, and the names.
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
