using Sweep.Coordinator.Study;

namespace Sweep.Tests.Coordinator.Study;

public class GroupingTests
{
    [Fact]
    public void By_SeedsOfAPoint_AveragesTheCompletedOnesAndCountsAll()
    {
        var trials = MakeTrials.Of("cifar10", "vgg16").At(0, 90, 92).At(0.5, 80).Failed(0.5, 2).Pending(0.5, 3).Build();
        var fields = ResultFields.Of(trials);

        var groups = Grouping.By(trials, fields.Point, [fields["top1"], fields["parameters_nonzero"]]);

        Assert.Equal(2, groups.Count);
        Assert.Equal(["cifar10", "vgg16", "fine-tuned", 0.0], groups[0].Key);
        Assert.Equal((2, 91, Math.Sqrt(2)), (groups[0].Metrics[0].Count, groups[0].Metrics[0].Mean, groups[0].Metrics[0].Std!.Value));
        Assert.Equal((3, 1, 1), (groups[1].Trials, groups[1].Completed, groups[1].Failed));
        Assert.Equal(new Summary(1, 500_000, null, 500_000, 500_000), groups[1].Metrics[1]);
    }

    [Fact]
    public void By_Keys_OrdersNumbersByValueAndTextsAsTheGridDoes()
    {
        var trials = MakeTrials.Of("svhn", "vgg16").Axis("width", "10").At(0.9, 1).At(0.05, 1).And("cifar10", "vgg16").Axis("width", "2").At(0.5, 1).Build();
        var fields = ResultFields.Of(trials);

        Assert.Equal([0.05, 0.5, 0.9], Grouping.By(trials, [fields["sparsity"]], []).Select(group => group.Key[0]));
        Assert.Equal(["svhn", "cifar10"], Grouping.By(trials, [fields["dataset"]], []).Select(group => group.Key[0]));
        Assert.Equal(["2", "10"], Grouping.By(trials, [fields["width"]], []).Select(group => group.Key[0]));
    }

    [Fact]
    public void By_NoCompletedTrial_KeepsTheGroupWithoutNumbers()
    {
        var trials = MakeTrials.Of("svhn", "vgg16").Failed(0.9, 1).Build();
        var fields = ResultFields.Of(trials);

        var group = Assert.Single(Grouping.By(trials, fields.Point, [fields["top1"]]));

        Assert.Equal((1, 0, 1), (group.Trials, group.Completed, group.Failed));
        Assert.Equal(0, group.Metrics[0].Count);
    }
}
