using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// When each attempt that is queued or running lapses, in the time of a <see cref="ListeningClock"/>. Renewing costs no more than
/// a look-up, and finding what has lapsed no more than there is of it. Safe for concurrent use.
/// </summary>
public sealed class LeaseTable(ListeningClock clock, DispatchOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StageId, Entry> _leases = [];
    private readonly Dictionary<string, HashSet<HeldAttempt>> _workers = [];

    /// <summary>At least one item for each lease, due no later than the lease is; an item that is due too early is put back.</summary>
    private readonly PriorityQueue<Lease, TimeSpan> _due = new();

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with <see cref="Restore"/>. Before it nothing can be said about an attempt.</summary>
    public Task Loaded => _loaded.Task;

    public int Count
    {
        get
        {
            lock (_gate)
                return _leases.Count;
        }
    }

    /// <summary>For a lease that the store has just recorded, before its order is sent.</summary>
    public void Add(Lease lease) => Add(lease, options.OrderPatience, isNamed: false);

    /// <summary>Takes over what was queued or running when this process began: each worker has all the time it would have had.</summary>
    public void Restore(IEnumerable<Lease> known)
    {
        foreach (var lease in known)
            Add(lease, options.Lease, isNamed: true);
        _loaded.TrySetResult();
    }

    /// <summary>
    /// Brings the table in line with the store. Only what was here before the store was read can be missing there for good; what is
    /// here no more may have ended since.
    /// </summary>
    public void Reconcile(IReadOnlyCollection<Lease> before, IReadOnlyCollection<Lease> stored)
    {
        lock (_gate)
        {
            foreach (var ended in before.Except(stored).ToList())
                Remove(ended);
            foreach (var unknown in stored.Where(lease => !_leases.ContainsKey(lease.StageId)).ToList())
                Add(unknown);
        }
    }

    public IReadOnlyCollection<Lease> Read()
    {
        lock (_gate)
            return [.. _leases.Values.Select(entry => entry.Lease)];
    }

    /// <summary>The worker has said that it has the attempt. False when it is not the stage's current one.</summary>
    public bool Renew(Lease lease)
    {
        lock (_gate)
        {
            if (!_leases.TryGetValue(lease.StageId, out var entry) || entry.Lease != lease)
                return false;
            entry.IsNamed = true;
            entry.Ends = clock.Now + options.Lease;
            return true;
        }
    }

    /// <summary>The attempt has ended, as far as the store is concerned.</summary>
    public void Remove(Lease lease)
    {
        lock (_gate)
        {
            if (!_leases.TryGetValue(lease.StageId, out var entry) || entry.Lease != lease)
                return;
            _leases.Remove(lease.StageId);
            if (_workers.TryGetValue(lease.WorkerId, out var held) && held.Remove(new HeldAttempt(lease.StageId, lease.Attempt)) && held.Count == 0)
                _workers.Remove(lease.WorkerId);
        }
    }

    /// <summary>What has lapsed, and whether its worker ever named it. It stays in the table until it is removed.</summary>
    public IReadOnlyList<(Lease Lease, bool WasNamed)> Lapsed()
    {
        lock (_gate)
        {
            var now = clock.Now;
            var lapsed = new List<(Lease, bool)>();
            while (_due.TryPeek(out var lease, out var due) && due <= now)
            {
                _due.Dequeue();
                if (!_leases.TryGetValue(lease.StageId, out var entry) || entry.Lease != lease)
                    continue;
                if (entry.Ends <= now)
                    lapsed.Add((lease, entry.IsNamed));
                else
                    _due.Enqueue(lease, entry.Ends);
            }

            // The store may be unable to take them back now: then they are found again.
            foreach (var (lease, _) in lapsed)
                _due.Enqueue(lease, now);
            return lapsed;
        }
    }

    public bool Contains(Lease lease)
    {
        lock (_gate)
            return _leases.TryGetValue(lease.StageId, out var entry) && entry.Lease == lease;
    }

    /// <summary>What a worker has been given, joined with what it says it has.</summary>
    public IReadOnlyCollection<HeldAttempt> Occupied(string workerId, IReadOnlyCollection<HeldAttempt> claimed)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(workerId, out var given))
                return claimed;
            return claimed.All(given.Contains) ? [.. given] : [.. given.Union(claimed)];
        }
    }

    /// <summary>How many <see cref="Occupied"/> has.</summary>
    public int CountOccupied(string workerId, IReadOnlyCollection<HeldAttempt> claimed)
    {
        lock (_gate)
            return _workers.TryGetValue(workerId, out var given) ? given.Count + claimed.Count(attempt => !given.Contains(attempt)) : claimed.Count;
    }

    private void Add(Lease lease, TimeSpan patience, bool isNamed)
    {
        lock (_gate)
        {
            if (_leases.TryGetValue(lease.StageId, out var old))
                Remove(old.Lease);
            var ends = clock.Now + patience;
            _leases[lease.StageId] = new Entry(lease) { Ends = ends, IsNamed = isNamed };
            if (!_workers.TryGetValue(lease.WorkerId, out var held))
                _workers[lease.WorkerId] = held = [];
            held.Add(new HeldAttempt(lease.StageId, lease.Attempt));
            _due.Enqueue(lease, ends);
        }
    }

    private sealed class Entry(Lease lease)
    {
        public Lease Lease { get; } = lease;

        public TimeSpan Ends { get; set; }

        public bool IsNamed { get; set; }
    }
}
