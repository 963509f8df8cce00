using Sweep.Worker.Data.Selection;

namespace Sweep.Tests.Worker.Data.Selection;

public sealed class StratificationTests
{
    [Theory]
    [InlineData(new[] { 10, 10, 10 }, 10, new[] { 4, 3, 3 })]
    [InlineData(new[] { 1, 2, 97 }, 10, new[] { 0, 0, 10 })]
    [InlineData(new[] { 5, 0, 5 }, 10, new[] { 5, 0, 5 })]
    [InlineData(new[] { 60, 25, 15 }, 11, new[] { 6, 3, 2 })]
    public void Quotas_LargestRemainder_SumToTheTotal(int[] sizes, int total, int[] expected) =>
        Assert.Equal(expected, Stratification.Quotas(sizes, total));

    [Fact]
    public void Quotas_AnySizes_AreExactAndWithinOneOfTheShare()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var sizes = Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(0, 5000)).Append(1).ToArray();
            var total = random.Next(1, sizes.Sum() + 1);
            var quotas = Stratification.Quotas(sizes, total);

            Assert.Equal(total, quotas.Sum());
            Assert.All(
                quotas.Zip(sizes),
                pair => Assert.True(pair.First <= pair.Second && Math.Abs(pair.First - ((double)pair.Second * total / sizes.Sum())) < 1)
            );
        }
    }
}
