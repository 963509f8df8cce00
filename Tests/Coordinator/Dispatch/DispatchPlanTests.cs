using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class DispatchPlanTests
{
    [Fact]
    public void Choose_SeveralSweeps_PriorityThenLongestChain()
    {
        var low = new SweepHeads("low", 1, [new(SampleSweep.Id("long"), 100), new(SampleSweep.Id("short"), 1)]);
        var high = new SweepHeads("high", 2, [new(SampleSweep.Id("tiny"), 0.5), new(SampleSweep.Id("small"), 0.4)]);

        Assert.Equal(Ids("tiny", "small", "long", "short"), DispatchPlan.Choose([low, high], 10));
        Assert.Equal(Ids("tiny", "small", "long"), DispatchPlan.Choose([low, high], 3));
        Assert.Empty(DispatchPlan.Choose([low, high], 0));
        Assert.Empty(DispatchPlan.Choose([low, high], -5));
    }

    [Fact]
    public void Choose_SharedStage_Once()
    {
        var one = new SweepHeads("one", 1, [new(SampleSweep.Id("shared"), 3)]);
        var two = new SweepHeads("two", 2, [new(SampleSweep.Id("shared"), 5), new(SampleSweep.Id("own"), 4)]);

        Assert.Equal(Ids("shared", "own"), DispatchPlan.Choose([one, two], 10));
    }

    private static IEnumerable<Contracts.Stages.StageId> Ids(params string[] paths) => paths.Select(SampleSweep.Id);
}
