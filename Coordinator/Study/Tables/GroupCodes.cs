using System.Runtime.InteropServices;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>Divides rows into groups, by one key after the other. Groups are numbered in the order of their first rows.</summary>
internal sealed class GroupCodes : IDisposable
{
    /// <summary>The largest lookup table that is used instead of a dictionary.</summary>
    private const int LargestTable = 1 << 22;

    private readonly Buffer<int> _codes;

    public GroupCodes(int rows)
    {
        _codes = new Buffer<int>(rows);
        _codes.Span.Clear();
        Count = Math.Min(rows, 1);
    }

    /// <summary>The group of each row.</summary>
    public Span<int> Codes => _codes.Span;

    /// <summary>The same as an array that other threads may use; it may be longer.</summary>
    public int[] Array => _codes.Array;

    public int Count { get; private set; }

    public void Split(KeyCodes key)
    {
        if ((long)Count * key.Distinct <= LargestTable)
            SplitByTable(Codes, key.Codes.Span, key.Distinct);
        else
            SplitByDictionary(Codes, key.Codes.Span, key.Distinct);
    }

    /// <summary>The position of each group's first row.</summary>
    public int[] Firsts()
    {
        var firsts = new int[Count];
        var codes = Codes;
        var next = 0;
        for (var i = 0; next < Count; i++)
        {
            if (codes[i] == next)
                firsts[next++] = i;
        }

        return firsts;
    }

    public void Dispose() => _codes.Dispose();

    private void SplitByTable(Span<int> own, ReadOnlySpan<int> codes, int distinct)
    {
        // Entries are the group's number plus one, so that 0 means no group yet.
        var groups = new int[Count * distinct];
        var count = 0;
        for (var i = 0; i < own.Length; i++)
        {
            ref var group = ref groups[(own[i] * distinct) + codes[i]];
            if (group == 0)
                group = ++count;
            own[i] = group - 1;
        }

        Count = count;
    }

    private void SplitByDictionary(Span<int> own, ReadOnlySpan<int> codes, int distinct)
    {
        var groups = new Dictionary<long, int>();
        for (var i = 0; i < own.Length; i++)
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, ((long)own[i] * distinct) + codes[i], out var known);
            if (!known)
                group = groups.Count - 1;
            own[i] = group;
        }

        Count = groups.Count;
    }
}
