using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Tests.Coordinator.Study;

public class TrialGroupsTests
{
    /// <param name="keys">Empty groups by the point of the grid.</param>
    private static TrialGroups Group(IReadOnlyList<TrialResult> trials, string[] keys, params string[] metrics)
    {
        var table = ResultTable.FromTrials(trials);
        return new TrialGroups(
            table,
            Rows.All(table.Count),
            keys.Length == 0 ? table.Fields.Point : [.. keys.Select(key => table.Fields[key])],
            [.. metrics.Select(metric => table.Fields[metric])]
        );
    }

    [Fact]
    public void Group_SeedsOfAPoint_AveragesCompletedTrialsAndCountsAll()
    {
        var trials = MakeTrials.Of("cifar10", "vgg16").At(0, 90, 92).At(0.5, 80).Failed(0.5, 2).Pending(0.5, 3).Build();

        var groups = Group(trials, [], "top1", "parameters_nonzero");

        Assert.Equal(2, groups.Count);
        Assert.Equal(["cifar10", "vgg16", "fine-tuned", 0.0], groups[0].Key);
        Assert.Equal((2, 91, Math.Sqrt(2)), (groups[0].Metrics[0].Count, groups[0].Metrics[0].Mean, groups[0].Metrics[0].Std!.Value));
        Assert.Equal((3, 1, 1), (groups[1].Trials, groups[1].Completed, groups[1].Failed));
        Assert.Equal(new Summary(1, 500_000, null, 500_000, 500_000), groups[1].Metrics[1]);
    }

    [Fact]
    public void Group_Keys_OrdersNumbersByValueAndTextsByGrid()
    {
        var trials = MakeTrials
            .Of("svhn", "vgg16")
            .Axis("width", "10")
            .At(0.9, 1)
            .At(0.05, 1)
            .And("cifar10", "vgg16")
            .Axis("width", "2")
            .At(0.5, 1)
            .Build();

        Assert.Equal([0.05, 0.5, 0.9], Group(trials, ["sparsity"]).Select(group => group.Key[0]));
        Assert.Equal(["svhn", "cifar10"], Group(trials, ["dataset"]).Select(group => group.Key[0]));
        Assert.Equal(["2", "10"], Group(trials, ["width"]).Select(group => group.Key[0]));
    }

    [Fact]
    public void Group_NoCompletedTrial_KeepsTheGroupWithoutNumbers()
    {
        var trials = MakeTrials.Of("svhn", "vgg16").Failed(0.9, 1).Build();

        var group = Assert.Single(Group(trials, [], "top1"));

        Assert.Equal((1, 0, 1), (group.Trials, group.Completed, group.Failed));
        Assert.Equal(0, group.Metrics[0].Count);
    }
}
