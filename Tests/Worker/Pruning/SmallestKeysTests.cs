using Sweep.Worker.Pruning;
using Sweep.Worker.Randomness;

namespace Sweep.Tests.Worker.Pruning;

public sealed class SmallestKeysTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(5000)]
    public void Clear_RandomKeys_ClearsWhatAStableSortWould(int count)
    {
        var random = new CounterRandom(1, 2);

        // The high and the low half have few distinct values, so that both passes meet ties.
        var keys = Enumerable
            .Range(0, 5000)
            .Select(i => ((uint)random.Below((ulong)i, 5) << 16) | (uint)random.Below((ulong)i + 9999, 7))
            .ToArray();
        var expected = Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).Take(count).ToHashSet();
        var kept = Enumerable.Repeat(true, keys.Length).ToArray();

        SmallestKeys.Clear(keys, kept, count);

        Assert.Equal(expected, Enumerable.Range(0, keys.Length).Where(i => !kept[i]).ToHashSet());
    }

    [Fact]
    public void Clear_AllKeysEqual_ClearsTheFirst()
    {
        var kept = Enumerable.Repeat(true, 10).ToArray();

        SmallestKeys.Clear(new uint[10], kept, 3);

        Assert.Equal([false, false, false, true, true, true, true, true, true, true], kept);
    }

    [Fact]
    public void Clear_SomeClearedAlready_ClearsOthers()
    {
        bool[] kept = [false, true, true, true];

        SmallestKeys.Clear([0, 9, 5, 7], kept, 2);

        Assert.Equal([false, true, false, false], kept);
    }

    [Fact]
    public void Clear_MoreThanAreSet_Throws()
    {
        bool[] kept = [true, false];

        Assert.Throws<ArgumentOutOfRangeException>(() => SmallestKeys.Clear([1, 2], kept, 2));
    }
}
