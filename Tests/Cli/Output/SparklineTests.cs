using Sweep.Cli.Output;

namespace Sweep.Tests.Cli.Output;

public class SparklineTests
{
    [Fact]
    public void Of_Values_RiseFromTheLeastToTheMost() => Assert.Equal("▁▂▃▄▅▆▇█", Sparkline.Of([0, 1, 2, 3, 4, 5, 6, 7]));

    [Fact]
    public void Of_GapsAndEqualValues_AreShownAsSuch() => Assert.Equal("▁ ▁ ", Sparkline.Of([5, null, 5, double.NaN]));

    [Fact]
    public void Of_MoreThanThereIsRoomFor_EndsWithTheLast()
    {
        var line = Sparkline.Of([.. Enumerable.Range(0, 1000).Select(value => (double?)value)], width: 10);

        Assert.Equal((10, '█'), (line.Length, line[^1]));
    }

    [Fact]
    public void Of_Nothing_IsEmpty() => Assert.Equal("", Sparkline.Of([]));
}
