using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger;

namespace Sweep.Tests.Coordinator.Ledger;

public sealed class StageTableTests
{
    /// <summary>Uses 64 ids whose probing starts at the same few places, so that each removal moves others.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Find_AfterAnyAdditionsAndRemovals_FindsExactlyTheRemainingOnes(int seed)
    {
        var random = new Random(seed);
        var table = new StageTable();
        var places = new Dictionary<StageId, int>();
        for (var step = 0; step < 20_000; step++)
        {
            // Hashing takes the high half of the id from its low half.
            var number = (ulong)random.Next(64);
            var id = new StageId(new UInt128(number, number ^ (number % 4)));
            if (places.Remove(id, out var place))
                table.Remove(place);
            else
                places.Add(id, table.Add(id));
            Assert.Equal(places.Count, table.Count);
            foreach (var (known, at) in places)
                Assert.Equal((at, known), (table.Find(known), table[at].Id));
            Assert.Equal(places.GetValueOrDefault(id, -1), table.Find(id));
        }
    }

    [Fact]
    public void Add_ManyThousands_FindsEachAndNoOther()
    {
        var table = new StageTable();
        for (var number = 0; number < 50_000; number++)
            table.Add(new StageId((UInt128)number));

        for (var number = 0; number < 50_000; number++)
            Assert.Equal((UInt128)number, table[table.Find(new StageId((UInt128)number))].Id.Value);
        Assert.Equal(-1, table.Find(new StageId((UInt128)50_000)));
    }

    [Fact]
    public void Remove_AChild_LeavesItsSiblings()
    {
        var table = new StageTable();
        var parent = table.Add(new StageId(100));
        int[] children = [.. Enumerable.Range(0, 5).Select(number => table.Add(new StageId((UInt128)number)))];
        foreach (var child in children)
            table.Link(child, parent);
        foreach (var gone in (int[])[4, 0, 2])
            table.Remove(children[gone]);

        var left = new List<int>();
        for (var child = table[parent].FirstChild; child >= 0; child = table[child].NextSibling)
            left.Add(child);
        Assert.Equal([children[1], children[3]], left.Order());
        table.Remove(children[3]);
        table.Remove(children[1]);
        Assert.Equal(-1, table[parent].FirstChild);
    }
}
