using System.Runtime.InteropServices;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>Deals rows out to groups, by one key after the other. Groups are numbered in the order of their first rows.</summary>
internal sealed class GroupCodes(int rows)
{
    /// <summary>Entries of a table that is looked into instead of a dictionary.</summary>
    private const int LargestTable = 1 << 22;

    /// <summary>The group of each row.</summary>
    public int[] Codes { get; } = new int[rows];

    public int Count { get; private set; } = Math.Min(rows, 1);

    public void Split(KeyCodes key)
    {
        if ((long)Count * key.Distinct <= LargestTable)
            SplitByTable(key.Codes, key.Distinct);
        else
            SplitByDictionary(key.Codes, key.Distinct);
    }

    /// <summary>Position of each group's first row.</summary>
    public int[] Firsts()
    {
        var firsts = new int[Count];
        var next = 0;
        for (var i = 0; next < Count; i++)
        {
            if (Codes[i] == next)
                firsts[next++] = i;
        }

        return firsts;
    }

    private void SplitByTable(int[] codes, int distinct)
    {
        // One more than the group's number, so that 0 says that there is none yet.
        var groups = new int[Count * distinct];
        var count = 0;
        for (var i = 0; i < Codes.Length; i++)
        {
            ref var group = ref groups[(Codes[i] * distinct) + codes[i]];
            if (group == 0)
                group = ++count;
            Codes[i] = group - 1;
        }

        Count = count;
    }

    private void SplitByDictionary(int[] codes, int distinct)
    {
        var groups = new Dictionary<long, int>();
        for (var i = 0; i < Codes.Length; i++)
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, ((long)Codes[i] * distinct) + codes[i], out var known);
            if (!known)
                group = groups.Count - 1;
            Codes[i] = group;
        }

        Count = groups.Count;
    }
}
