namespace Sweep.Coordinator.Ledger;

/// <summary>
/// A sweep's stages that can be handed out: the longest chain first, and among equals the lowest number. It is a heap of members, each of
/// which stores its index, so that any one can be removed.
/// </summary>
internal sealed class ReadyQueue(MemberTable members, StageTable stages)
{
    private const int None = -1;
    private int[] _heap = [];

    public int Count { get; private set; }

    public void Add(int member)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Math.Max(16, _heap.Length * 2));
        Rise(Count++, member);
    }

    public void Remove(int member)
    {
        var at = members[member].QueuePlace;
        members[member].QueuePlace = None;
        var last = _heap[--Count];
        if (at == Count)
            return;
        Rise(at, last);
        Sink(members[last].QueuePlace, last);
    }

    /// <summary>Empties the queue. The caller resets the members' indices.</summary>
    public void Clear() => (_heap, Count) = ([], 0);

    /// <summary>Adds the first members to a list, in order, without removing them. The cost grows with the number requested.</summary>
    /// <param name="isMeant">Members that do not match are skipped at the same cost; null accepts all.</param>
    public void ReadFirst(int limit, List<int> into, Predicate<int>? isMeant = null)
    {
        if (Count == 0)
            return;
        var next = new PriorityQueue<int, (double Chain, long Number)>();
        next.Enqueue(0, Key(_heap[0]));
        while (limit > 0 && next.TryDequeue(out var at, out _))
        {
            if (isMeant is null || isMeant(_heap[at]))
            {
                into.Add(_heap[at]);
                limit--;
            }

            for (var child = (2 * at) + 1; child <= (2 * at) + 2 && child < Count; child++)
                next.Enqueue(child, Key(_heap[child]));
        }
    }

    private void Rise(int at, int member)
    {
        var key = Key(member);
        while (at > 0 && key.CompareTo(Key(_heap[(at - 1) / 2])) < 0)
        {
            Put(at, _heap[(at - 1) / 2]);
            at = (at - 1) / 2;
        }

        Put(at, member);
    }

    private void Sink(int at, int member)
    {
        var key = Key(member);
        for (var child = (2 * at) + 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && Key(_heap[child + 1]).CompareTo(Key(_heap[child])) < 0)
                child++;
            if (Key(_heap[child]).CompareTo(key) >= 0)
                break;
            Put(at, _heap[child]);
            at = child;
        }

        Put(at, member);
    }

    private void Put(int at, int member)
    {
        _heap[at] = member;
        members[member].QueuePlace = at;
    }

    private (double Chain, long Number) Key(int member)
    {
        ref var row = ref members[member];
        return (-row.Chain, stages[row.Stage].Number);
    }
}
