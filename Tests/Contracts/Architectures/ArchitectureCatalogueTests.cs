using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Tests.Contracts.Architectures;

public sealed class ArchitectureCatalogueTests
{
    [Theory]
    [InlineData(false, 138_357_544)]
    [InlineData(true, 138_365_992)]
    public void Parameters_Vgg16At224_ArePublished(bool batchNorm, long parameters)
    {
        var vgg = Create("vgg16", image: 224, classes: 1000, batchNorm: batchNorm);

        Assert.Equal(parameters, vgg.Parameters);
        Assert.Equal(15_470_264_320, vgg.MultiplyAccumulates);
    }

    [Fact]
    public void Counts_MobileNetAt224_ArePublished()
    {
        var mobileNet = Create("mobilenet", image: 224, classes: 1000);

        Assert.Equal(4_231_976, mobileNet.Parameters);
        Assert.Equal(568_740_352, mobileNet.MultiplyAccumulates);
    }

    /// <summary>The numbers are from Howard et al. 2017, table 6 (MACs in millions) and table 7 (resolution).</summary>
    [Theory]
    [InlineData(0.75, 224, 325, 2.6)]
    [InlineData(0.5, 224, 149, 1.3)]
    [InlineData(0.25, 224, 41, 0.5)]
    [InlineData(1.0, 128, 186, 4.2)]
    public void Counts_MobileNetNarrowOrSmall_ArePublished(double width, int image, int millionMacs, double millionParameters)
    {
        var mobileNet = Create("mobilenet", image, classes: 1000, width);

        Assert.Equal(millionMacs, mobileNet.MultiplyAccumulates / 1e6, tolerance: 0.75);
        Assert.Equal(millionParameters, mobileNet.Parameters / 1e6, tolerance: 0.06);
    }

    [Fact]
    public void Counts_Vgg16WithOneLinearLayerOnCifar10_ArePublished()
    {
        var vgg = Create("vgg16", image: 32, classes: 10);

        Assert.Equal(14.7, vgg.Parameters / 1e6, tolerance: 0.05);
        Assert.Equal(0.313, vgg.MultiplyAccumulates / 1e9, tolerance: 0.0005);
        Assert.Single(vgg.Layers.OfType<Linear>());
    }

    [Fact]
    public void Layers_Vgg16WithoutNorm_ConvolutionsHaveTimmsNumbers() =>
        Assert.Equal([0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28], FeatureNumbers(Create("vgg16", batchNorm: false)));

    [Fact]
    public void Layers_Vgg16WithNorm_ConvolutionsHaveTimmsNumbersAndNormsFollow()
    {
        var vgg = Create("vgg16");

        Assert.Equal([0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40], FeatureNumbers(vgg));
        Assert.Equal(FeatureNumbers(vgg).Select(number => $"features.{number + 1}"), vgg.Layers.OfType<Norm>().Select(norm => norm.Name));
    }

    [Fact]
    public void Layers_Vgg16ImageNetHead_HasTimmsNamesAndShapes()
    {
        var parameters = Create("vgg16", image: 224, classes: 1000)
            .Layers.SelectMany(layer => layer.Parameters)
            .ToDictionary(p => p.Name, p => p.Shape);

        Assert.Equal([4096, 512, 7, 7], parameters["pre_logits.fc1.weight"]);
        Assert.Equal([4096, 4096, 1, 1], parameters["pre_logits.fc2.weight"]);
        Assert.Equal([1000, 4096], parameters["head.fc.weight"]);
    }

    [Theory]
    [InlineData(32, Head.Auto, false)]
    [InlineData(223, Head.Auto, false)]
    [InlineData(224, Head.Auto, true)]
    [InlineData(224, Head.Compact, false)]
    [InlineData(32, Head.ImageNet, true)]
    public void Layers_Vgg16Head_FollowsImageUnlessAsked(int image, Head head, bool isImageNet)
    {
        var model = new ModelSettings { Architecture = "vgg16", Head = head };

        var layers = ArchitectureCatalogue.Create(model, image, classes: 10).Layers;

        Assert.Equal(isImageNet, layers.Any(layer => layer.Name == "pre_logits.fc1"));
    }

    [Theory]
    [InlineData("vgg16", 0.25, new[] { 16, 16, 32, 32, 64, 64, 64, 128, 128, 128, 128, 128, 128 })]
    [InlineData("vgg16", 0.1, new[] { 8, 8, 16, 16, 24, 24, 24, 48, 48, 48, 48, 48, 48 })]
    [InlineData("mobilenet", 0.25, new[] { 8, 16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256 })]
    public void Layers_Width_RoundsToEights(string architecture, double width, int[] filters) =>
        Assert.Equal(filters, Create(architecture, width: width).FilterGroups().Select(group => group.Count));

    [Theory]
    [InlineData("vgg16", 32, 1)]
    [InlineData("vgg16", 65, 2)]
    [InlineData("mobilenet", 32, 2)]
    [InlineData("mobilenet", 33, 3)]
    [InlineData("mobilenet", 64, 4)]
    [InlineData("mobilenet", 128, 4)]
    [InlineData("mobilenet", 224, 7)]
    public void Costs_AnyImage_LastMapsAreOfUsefulSize(string architecture, int image, int side)
    {
        var model = new ModelSettings { Architecture = architecture, Head = Head.Compact };

        var costs = ArchitectureCatalogue.Create(model, image, classes: 10).Costs();

        Assert.Equal(side, costs.Single(cost => cost.Layer is AveragePool).Input.Side);
        Assert.Equal(new Shape(10, 1), costs[^1].Output);
    }

    [Theory]
    [InlineData(Padding.Symmetric)]
    [InlineData(Padding.TfSame)]
    public void Costs_EveryImageFrom32To256_Fit(Padding padding)
    {
        var variant = new ArchitectureVariant { Padding = padding };
        foreach (var name in ArchitectureCatalogue.Names)
        {
            for (var image = ArchitectureCatalogue.SmallestImage; image <= 256; image++)
            {
                var model = new ModelSettings { Architecture = name, Width = 0.1 };
                Assert.Equal(new Shape(3, 1), ArchitectureCatalogue.Create(model, image, classes: 3, variant).Costs()[^1].Output);
            }
        }
    }

    [Fact]
    public void Create_Variant_ReachesEveryNormAndConvolution()
    {
        var variant = new ArchitectureVariant { NormEps = 1e-3, Padding = Padding.TfSame };

        var layers = ArchitectureCatalogue.Create(new ModelSettings { Architecture = "mobilenet" }, 32, 10, variant).Layers;

        Assert.All(layers.OfType<Norm>(), norm => Assert.Equal(1e-3, norm.Eps));
        Assert.All(layers.OfType<Conv>().Where(conv => conv.Kernel > 1), conv => Assert.Equal(Padding.TfSame, conv.Padding));
    }

    [Theory]
    [InlineData("resnet", 32, 10, 1.0, "mobilenet, vgg16")]
    [InlineData("vgg16", 31, 10, 1.0, "32 or more")]
    [InlineData("vgg16", 32, 0, 1.0, "1 or more")]
    [InlineData("vgg16", 32, 10, 0.0, "above 0")]
    [InlineData("vgg16", 32, 10, double.NaN, "above 0")]
    public void Create_Impossible_SaysWhatWouldWork(string architecture, int image, int classes, double width, string hint)
    {
        var error = Assert.Throws<ArgumentException>(() => Create(architecture, image, classes, width));

        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    private static Architecture Create(string architecture, int image = 32, int classes = 10, double width = 1, bool batchNorm = true) =>
        ArchitectureCatalogue.Create(
            new ModelSettings
            {
                Architecture = architecture,
                Width = width,
                BatchNorm = batchNorm,
            },
            image,
            classes
        );

    private static IEnumerable<int> FeatureNumbers(Architecture architecture) =>
        architecture
            .Layers.OfType<Conv>()
            .Where(conv => conv.Name.StartsWith("features.", StringComparison.Ordinal))
            .Select(conv => int.Parse(conv.Name["features.".Length..], System.Globalization.CultureInfo.InvariantCulture));
}
