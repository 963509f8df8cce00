using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;

namespace Sweep.Tests.Worker.Data.Catalogue;

/// <summary>Tests the loaders on real files.</summary>
public sealed class DatasetCatalogueSharedTests(TemporaryFolder write) : IClassFixture<TemporaryFolder>
{
    [Theory]
    [InlineData("cifar10", 10_000, 2_000, 10, "airplane", "truck")]
    [InlineData("cifar100", 10_000, 2_000, 100, "apple", "worm")]
    public void Load_RealCifar_HasTheFilesImages(string name, int train, int test, int classes, string first, string last)
    {
        var dataset = DatasetCatalogue.Load(
            new DataSettings { Dataset = name },
            SharedData.Folders(write.Path),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(train, dataset.Train.Count);
        Assert.Equal(test, dataset.Test.Count);
        Assert.Equal(classes, dataset.Classes);
        Assert.Equal(first, dataset.ClassNames[0]);
        Assert.Equal(last, dataset.ClassNames[^1]);
        Assert.Equal(classes, dataset.Train.Labels.Distinct().Count());
        Assert.Equal(train * 3 * 32 * 32, dataset.Train.Pixels.Length);

        // The mean of natural images is near the middle. That also holds for misread ones (a label taken for a pixel), but the means of
        // their planes would not have CIFAR's published order red > green > blue.
        var means = ChannelMeans(dataset.Train);
        Assert.True(means[0] > means[1] && means[1] > means[2], string.Join(", ", means));
        Assert.InRange(means[0], 120, 135);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Load_RealCaltech_SplitsAndDecodesEveryFile(int image)
    {
        var settings = new DataSettings
        {
            Dataset = "caltech101",
            TrainPerClass = 20,
            Image = image,
            Samples = image == 64 ? 101 : null,
        };
        var dataset = DatasetCatalogue.Load(settings, SharedData.Folders(write.Path), TestContext.Current.CancellationToken);

        Assert.Equal(image == 64 ? 101 : 2020, dataset.Train.Count);
        Assert.Equal(505, dataset.Test.Count);
        Assert.Equal(101, dataset.Classes);
        Assert.Equal("Faces", dataset.ClassNames[0]);
        Assert.All(Enumerable.Range(0, 101), label => Assert.Equal(5, dataset.Test.Labels.Count(l => l == label)));
        Assert.InRange(ChannelMeans(dataset.Test)[0], 110, 170);
    }

    private static double[] ChannelMeans(ImageSet images) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(channel =>
                    Enumerable
                        .Range(0, images.Count)
                        .Average(i =>
                            images
                                .Pixels.AsSpan((i * images.BytesPerImage) + (channel * images.BytesPerImage / 3), images.BytesPerImage / 3)
                                .ToArray()
                                .Average(pixel => (double)pixel)
                        )
                ),
        ];
}
