using Sweep.Coordinator.Study;

namespace Sweep.Tests.Coordinator.Study;

public class SummaryTests
{
    [Fact]
    public void Compute_SeveralValues_GivesSampleStatistics()
    {
        var summary = Summary.Compute([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal(8, summary.Count);
        Assert.Equal(5, summary.Mean!.Value, 12);
        Assert.Equal(Math.Sqrt(32.0 / 7), summary.Std!.Value, 12);
        Assert.Equal((2, 9), (summary.Min, summary.Max));
    }

    [Fact]
    public void Compute_EqualValuesThatRoundBadly_HasNoSpread() => Assert.Equal(0, Summary.Compute(Enumerable.Repeat(91.1, 1000)).Std);

    [Fact]
    public void Compute_OneValue_HasNoStandardDeviation() => Assert.Equal(new Summary(1, 3, null, 3, 3), Summary.Compute([3]));

    [Fact]
    public void Compute_Nothing_IsEmpty() => Assert.Equal(new Summary(0, null, null, null, null), Summary.Compute([]));

    [Fact]
    public void Compute_DivergedValue_IsNotHidden() => Assert.Equal(double.NaN, Summary.Compute([1, double.NaN, 2]).Mean);
}
