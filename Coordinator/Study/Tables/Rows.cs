using System.Numerics;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>Selected rows of a table, in an order.</summary>
/// <param name="Index">The positions of the rows, of which the first <paramref name="Count"/> are valid; null means the table's first rows
/// in their own order.</param>
internal readonly record struct Rows(int Count, int[]? Index)
{
    public int this[int position] => Index is null ? position : Index[position];

    public static Rows All(int count) => new(count, null);

    /// <summary>The first of these ascending rows that follow a given row.</summary>
    public Rows After(int row, int count)
    {
        if (Index is null)
            return Slice(row + 1, count);
        var at = Array.BinarySearch(Index, 0, Count, row);
        return Slice(at >= 0 ? at + 1 : ~at, count);
    }

    /// <summary>Up to this many of the rows, starting at a position.</summary>
    public Rows Slice(int from, int count)
    {
        var size = Math.Clamp(Count - (long)from, 0, count);
        var part = new int[size];
        for (var i = 0; i < part.Length; i++)
            part[i] = this[from + i];
        return new Rows(part.Length, part);
    }

    /// <summary>The rows whose bit is set, ascending.</summary>
    public static Rows FromBits(ReadOnlySpan<ulong> bits, int rows)
    {
        var count = 0;
        foreach (var word in bits)
            count += BitOperations.PopCount(word);
        if (count == rows)
            return All(rows);

        var index = GC.AllocateUninitializedArray<int>(count);
        var next = 0;
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
                index[next++] = (word * 64) + BitOperations.TrailingZeroCount(rest);
        }

        return new Rows(count, index);
    }
}
