using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;

namespace Sweep.Tests.Worker.Data.Sources;

public sealed class ImageFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageFoldersTests() => JpegFixture.WriteCaltech(_folder.Path, 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Caltech_DrawsTheSplitAndLeavesOutTheClutter()
    {
        var dataset = Load(new DataSettings { Dataset = "caltech101", TrainPerClass = 3 });

        Assert.Equal((303, 101), (dataset.Train.Count, dataset.Test.Count));
        Assert.Equal(101, dataset.Classes);
        Assert.DoesNotContain("BACKGROUND_Google", dataset.ClassNames);
        Assert.All(dataset.Train.Labels.CountBy(label => label), pair => Assert.Equal(3, pair.Value));
        Assert.Equal(Enumerable.Range(0, 101), dataset.Test.Labels);
    }

    [Fact]
    public void Split_Seeds_DifferAndPartsAreDisjointAndWhole()
    {
        var settings = new DataSettings { Dataset = "caltech101", TrainPerClass = 2 };
        var first = Split(settings);
        var other = Split(settings with { SplitSeed = 1 });

        Assert.Equal(404, first.Train.Union(first.Test).Count());
        Assert.Empty(first.Train.Intersect(first.Test));
        Assert.Contains(first.Train, name => name.StartsWith("class_000/image_000", StringComparison.Ordinal));
        Assert.NotEqual(first.Train, other.Train);
        Assert.NotEqual(first.Digest, other.Digest);
        Assert.Equal(first.Digest, Split(settings).Digest);
        Assert.Equal(first.Digest, Load(settings).SplitDigest);
    }

    [Fact]
    public void Load_TooManyForTraining_SaysHowManyThereAre()
    {
        var exception = Assert.Throws<DataException>(() => Load(new DataSettings { Dataset = "caltech101" }));
        Assert.Contains("has 4 images, so 1 to 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Again_TakesTheDecodedImagesUntilAFileChanges()
    {
        Load(new DataSettings { Dataset = "caltech101", TrainPerClass = 1 });
        Load(new DataSettings { Dataset = "caltech101", TrainPerClass = 2 });
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "cache")));

        File.WriteAllBytes(_folder["caltech-101/101_ObjectCategories/class_007/image_0001.jpg"], JpegFixture.Progressive);
        Load(new DataSettings { Dataset = "caltech101", TrainPerClass = 1 });
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder.Path, "cache")).Length);
    }

    [Fact]
    public void Load_BrokenFile_IsNamedAndLeavesNoCache()
    {
        File.WriteAllBytes(_folder["caltech-101/101_ObjectCategories/class_050/image_0003.jpg"], JpegFixture.Colour[..200]);

        var exception = Assert.Throws<DataException>(() => Load(new DataSettings { Dataset = "caltech101", TrainPerClass = 1 }));

        Assert.EndsWith("class_050/image_0003.jpg", exception.File, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "cache")));
    }

    [Fact]
    public void Fingerprint_OtherImageInAUsedClass_Differs()
    {
        var settings = new DataSettings { Dataset = "caltech101", TrainPerClass = 1 };
        var (used, other) = (settings with { Classes = [50, 51] }, settings with { Classes = [1, 2] });
        var (before, untouched) = (Fingerprint(used), Fingerprint(other));
        Assert.Equal(before, Load(used).Fingerprint);

        var folders = Directory
            .GetDirectories(_folder["caltech-101/101_ObjectCategories"])
            .Order(StringComparer.Ordinal)
            .Where(path => !path.EndsWith("_Google", StringComparison.Ordinal))
            .ToList();
        File.AppendAllText(Directory.GetFiles(folders[50])[0], " ");

        Assert.NotEqual(before, Fingerprint(used));
        Assert.Equal(untouched, Fingerprint(other));
    }

    [Fact]
    public void Load_MissingClass_IsRefused()
    {
        Directory.Delete(Path.Combine(_folder.Path, "caltech-101/101_ObjectCategories/class_050"), recursive: true);
        var exception = Assert.Throws<DataException>(() => Load(new DataSettings { Dataset = "caltech101", TrainPerClass = 1 }));
        Assert.Contains("100 folders", exception.Message, StringComparison.Ordinal);
    }

    private DataFolders Folders => new([_folder.Path], _folder.Path);

    private Dataset Load(DataSettings settings) => DatasetCatalogue.Load(settings, Folders, TestContext.Current.CancellationToken);

    private string Fingerprint(DataSettings settings) =>
        DatasetCatalogue.Fingerprint(settings, Folders, TestContext.Current.CancellationToken);

    private DatasetSplit Split(DataSettings settings) => DatasetCatalogue.Split(settings, Folders, TestContext.Current.CancellationToken);
}
