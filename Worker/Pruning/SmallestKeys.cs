namespace Sweep.Worker.Pruning;

/// <summary>
/// Chooses exactly the requested number of entries: those with the smallest keys, and among equal keys those with the smallest index. A
/// comparison with a threshold would choose all ties or none.
/// </summary>
public static class SmallestKeys
{
    private const int Buckets = 1 << 16;

    /// <summary>
    /// Clears <paramref name="count"/> of the set entries of <paramref name="kept"/>, in linear time by a radix selection in two passes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than <paramref name="count"/> entries are set.</exception>
    public static void Clear(ReadOnlySpan<uint> keys, Span<bool> kept, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, kept.Count(true));
        if (count == 0)
        {
            return;
        }

        var (threshold, ties) = Threshold(keys, kept, count);
        for (var i = 0; i < keys.Length; i++)
        {
            if (kept[i] && (keys[i] < threshold || (keys[i] == threshold && ties-- > 0)))
            {
                kept[i] = false;
            }
        }
    }

    /// <summary>The largest key to clear, and how many of the entries with that key to clear.</summary>
    private static (uint Threshold, int Ties) Threshold(ReadOnlySpan<uint> keys, ReadOnlySpan<bool> kept, int count)
    {
        var histogram = new int[Buckets];
        for (var i = 0; i < keys.Length; i++)
        {
            histogram[keys[i] >> 16] += kept[i] ? 1 : 0;
        }

        var (high, left) = Locate(histogram, count);
        Array.Clear(histogram);
        for (var i = 0; i < keys.Length; i++)
        {
            if (kept[i] && keys[i] >> 16 == high)
            {
                histogram[keys[i] & (Buckets - 1)]++;
            }
        }

        (var low, left) = Locate(histogram, left);
        return ((high << 16) | low, left);
    }

    /// <summary>The bucket that contains the <paramref name="count"/>-th entry, and how many entries of that bucket are needed.</summary>
    private static (uint Bucket, int Left) Locate(ReadOnlySpan<int> histogram, int count)
    {
        var bucket = 0;
        while (histogram[bucket] < count)
        {
            count -= histogram[bucket++];
        }

        return ((uint)bucket, count);
    }
}
