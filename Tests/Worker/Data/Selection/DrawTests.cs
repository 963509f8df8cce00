using System.Globalization;
using Sweep.Worker.Data.Selection;

namespace Sweep.Tests.Worker.Data.Selection;

public sealed class DrawTests
{
    private static readonly int[] _hundred = [.. Enumerable.Range(0, 100)];

    // Reference: sorted(range(100), key=lambda i: hashlib.sha256(f"7/samples/{i}".encode()).digest()[:8])[:5] in Python.
    [Fact]
    public void Lowest_KnownSeed_IsWhatTheDocumentedHashGives() => Assert.Equal([9, 16, 17, 45, 56], Lowest(5, 7));

    [Fact]
    public void Lowest_SmallerCount_IsPartOfTheLarger() => Assert.Subset(Lowest(60, 3).ToHashSet(), Lowest(20, 3).ToHashSet());

    [Fact]
    public void Lowest_ListedInAnotherOrder_ChoosesTheSame() =>
        Assert.Equal(Lowest(20, 3), Draw.Lowest([.. _hundred.Reverse()], 20, 3, "samples", Name).Order());

    [Fact]
    public void Lowest_AnotherPurpose_ChoosesOthers() => Assert.NotEqual(Lowest(20, 3), Draw.Lowest(_hundred, 20, 3, "split", Name));

    [Fact]
    public void Lowest_ManySeeds_ChooseEveryoneAboutEquallyOften()
    {
        var counts = new int[100];
        for (var seed = 0; seed < 1000; seed++)
        {
            Lowest(10, seed).ForEach(i => counts[i]++);
        }

        // Binomial(1000, 0.1) has mean 100 and standard deviation 9.5; the bounds are five standard deviations.
        Assert.All(counts, count => Assert.InRange(count, 52, 148));
    }

    private static List<int> Lowest(int count, int seed) => Draw.Lowest(_hundred, count, seed, "samples", Name);

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
}
