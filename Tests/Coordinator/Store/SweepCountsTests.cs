using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

public sealed class SweepCountsTests
{
    [Theory]
    [InlineData(1, 3, 0, 0.25)]
    [InlineData(0, 3, 0, 0)]
    [InlineData(1, 2, 1, 0.25)]
    [InlineData(4, 0, 0, 1)]
    public void Fraction_DoneFailedAndOpenWork_CountsOnlyDoneWork(int completed, int failed, int open, double expected)
    {
        var counts = new SweepCounts(
            new Dictionary<StageState, StateCount>
            {
                [StageState.Completed] = new(completed, 0, completed),
                [StageState.Failed] = new(failed, 0, failed),
                [StageState.Ready] = new(open, 0, open),
            }
        );

        Assert.Equal(expected, counts.Fraction);
    }

    [Fact]
    public void Fraction_AllDoneExceptRounding_IsOne() =>
        Assert.Equal(
            1,
            new SweepCounts(
                new Dictionary<StageState, StateCount>
                {
                    [StageState.Completed] = new(4, 4, 3.9999999),
                    [StageState.Ready] = new(0, 0, 1e-7),
                }
            ).Fraction
        );

    [Fact]
    public void Fraction_OfNothing_IsOne() => Assert.Equal(1, new SweepCounts(new Dictionary<StageState, StateCount>()).Fraction);
}
