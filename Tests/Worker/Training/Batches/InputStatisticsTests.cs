using Sweep.Worker.Data;
using Sweep.Worker.Training.Batches;

namespace Sweep.Tests.Worker.Training.Batches;

public sealed class InputStatisticsTests
{
    [Fact]
    public void Of_KnownPixels_GivesMeanAndDeviationOfEachChannel()
    {
        var set = new ImageSet([0, 255, 0, 255, 51, 51, 51, 51, 0, 0, 0, 255], [0], Side: 2);

        var input = InputStatistics.Of(set);

        Assert.Equal([0.5, 0.2, 0.25], input.Mean.Select(value => Math.Round(value, 12)));

        // A channel of one value gets a deviation of one grey level, not zero.
        Assert.Equal([0.5, Math.Round(1 / 255.0, 12), Math.Round(Math.Sqrt(3) / 4, 12)], input.Std.Select(value => Math.Round(value, 12)));
    }
}
