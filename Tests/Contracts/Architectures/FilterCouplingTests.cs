using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Tests.Contracts.Architectures;

public sealed class FilterCouplingTests
{
    private static readonly Architecture _vgg = ArchitectureCatalogue.Create(
        new ModelSettings { Architecture = "vgg16" },
        image: 32,
        classes: 10
    );

    private static readonly Architecture _mobileNet = ArchitectureCatalogue.Create(
        new ModelSettings { Architecture = "mobilenet" },
        image: 32,
        classes: 10
    );

    [Fact]
    public void FilterGroups_Vgg_CoupleNormAndNextLayer()
    {
        var groups = _vgg.FilterGroups();

        Assert.Equal(13, groups.Count);
        Assert.Equal("features.0", groups[0].Name);
        Assert.Equal(["features.1"], groups[0].Followers.Select(layer => layer.Name));
        Assert.Equal("features.3", groups[0].Consumer.Name);
        Assert.Equal("head.fc", groups[^1].Consumer.Name);
    }

    [Fact]
    public void FilterGroups_VggImageNetHead_HiddenLayersAreGroupsToo()
    {
        var vgg = ArchitectureCatalogue.Create(new ModelSettings { Architecture = "vgg16" }, image: 224, classes: 10);

        Assert.Equal(["features.40", "pre_logits.fc1", "pre_logits.fc2"], vgg.FilterGroups().TakeLast(3).Select(group => group.Name));
    }

    [Fact]
    public void FilterGroups_MobileNet_DepthwiseGoesWithThePointwiseBefore()
    {
        var groups = _mobileNet.FilterGroups();

        Assert.Equal(14, groups.Count);
        Assert.Equal("conv_stem", groups[0].Name);
        Assert.Equal(["bn1", "blocks.0.0.conv_dw", "blocks.0.0.bn1"], groups[0].Followers.Select(layer => layer.Name));
        Assert.Equal("blocks.0.0.conv_pw", groups[0].Consumer.Name);
        Assert.Equal("blocks.4.1.conv_pw", groups[^1].Name);
        Assert.Equal(["blocks.4.1.bn2"], groups[^1].Followers.Select(layer => layer.Name));
        Assert.Equal("classifier", groups[^1].Consumer.Name);
    }

    [Fact]
    public void Shrink_AllFiltersKept_ChangesNothing()
    {
        foreach (var network in (Architecture[])[_vgg, _mobileNet])
        {
            var same = network.Shrink([.. network.FilterGroups().Select(group => group.Count)]);

            Assert.Equal(network.Layers, same.Layers);
        }
    }

    [Fact]
    public void Shrink_ToAnotherWidthsFilters_IsThatWidth()
    {
        var half = ArchitectureCatalogue.Create(new ModelSettings { Architecture = "mobilenet", Width = 0.5 }, image: 32, classes: 10);

        var shrunk = _mobileNet.Shrink([.. half.FilterGroups().Select(group => group.Count)]);

        Assert.Equal(half.Layers, shrunk.Layers);
    }

    /// <summary>In Li et al. 2017, table 1, VGG-16-pruned-A on CIFAR-10 keeps half of conv_1 and of conv_8…conv_13.</summary>
    [Fact]
    public void Shrink_LisVgg_HasPublishedSavings()
    {
        int[] kept = [32, 64, 128, 128, 256, 256, 256, 256, 256, 256, 256, 256, 256];

        var shrunk = _vgg.Shrink(kept);

        Assert.Equal(0.206, shrunk.MultiplyAccumulates / 1e9, tolerance: 0.0005);
        // Their network has a hidden layer of 512 before the classifier; ours has none.
        var hidden = (256 + 1) * 512 + (512 - 256) * 10;
        Assert.Equal(5.40, (shrunk.Parameters + hidden) / 1e6, tolerance: 0.005);
    }

    [Fact]
    public void Shrink_EmptiedGroup_LeavesNoWeightBehind()
    {
        var kept = _mobileNet.FilterGroups().Select(group => group.Count).ToArray();
        kept[3] = 0;

        var shrunk = _mobileNet.Shrink(kept);

        Assert.Equal(0, shrunk.Costs().Single(cost => cost.Layer.Name == "blocks.1.1.conv_pw").Parameters);
        Assert.Equal(0, shrunk.Costs().Single(cost => cost.Layer.Name == "blocks.2.0.conv_dw").MultiplyAccumulates);
        Assert.Equal(0, shrunk.Costs().Single(cost => cost.Layer.Name == "blocks.2.0.conv_pw").Parameters);
    }

    [Fact]
    public void Shrink_OneFilterLeft_DepthwiseStaysDepthwise()
    {
        var kept = _mobileNet.FilterGroups().Select(_ => 1).ToArray();

        Assert.Equal(kept.Length, _mobileNet.Shrink(kept).FilterGroups().Count);
    }

    [Fact]
    public void Shrink_MoreFiltersThanThereAre_Throws()
    {
        var kept = _vgg.FilterGroups().Select(group => group.Count).ToArray();
        kept[1]++;

        Assert.Contains(
            "'features.3' has 64 filters",
            Assert.Throws<ArgumentException>(() => _vgg.Shrink(kept)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Shrink_WrongNumberOfGroups_Throws() => Assert.Throws<ArgumentException>(() => _vgg.Shrink([1, 2]));
}
