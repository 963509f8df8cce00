using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;

namespace Sweep.Tests.Worker.Data.Catalogue;

public sealed class DatasetCatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DataFolders Folders => new([_folder.Path], _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mnist", "0", false)]
    [InlineData("mnist", "0", true)]
    [InlineData("fashion-mnist", "T-shirt/top", true)]
    public void Load_Idx_PadsTo32AndRepeatsGrey(string name, string firstClass, bool gzip)
    {
        IdxFixture.Write(_folder[name], 30, 10, gzip);

        var dataset = Load(new DataSettings { Dataset = name });

        Assert.Equal((30, 10), (dataset.Train.Count, dataset.Test.Count));
        Assert.Equal(firstClass, dataset.ClassNames[0]);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i % 10), dataset.Train.Labels);
        var source = IdxFixture.Images(30).AsSpan(16);
        for (var i = 0; i < dataset.Train.Pixels.Length; i++)
        {
            var (image, y, x) = (i / 3072, i / 32 % 32 - 2, i % 32 - 2);
            var expected = x is >= 0 and < 28 && y is >= 0 and < 28 ? source[(image * 784) + (y * 28) + x] : 0;
            Assert.Equal(expected, dataset.Train.Pixels[i]);
        }
    }

    [Fact]
    public void Load_Cifar_KeepsTheFilesOrderAndPlanes()
    {
        CifarFixture.Write10(_folder.Path);

        var dataset = Load(new DataSettings { Dataset = "cifar10" });

        Assert.Equal((100, 20), (dataset.Train.Count, dataset.Test.Count));
        Assert.Equal("truck", dataset.ClassNames[9]);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i % 20 % 10), dataset.Train.Labels);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(3072, dataset.Train.Pixels.AsSpan(i * 3072, 3072).Count((byte)(i % 20))));
    }

    [Fact]
    public void Load_Cifar100_TakesTheFineLabel()
    {
        var folder = Directory.CreateDirectory(_folder["cifar-100-binary"]).FullName;
        var records = CifarFixture.Records(100, 2, 100);
        records[0] = 7;
        File.WriteAllBytes(Path.Combine(folder, "train.bin"), records);
        File.WriteAllBytes(Path.Combine(folder, "test.bin"), CifarFixture.Records(10, 2, 100));
        File.WriteAllLines(Path.Combine(folder, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(i => $"class{i}"));

        Assert.Equal(Enumerable.Range(0, 100), Load(new DataSettings { Dataset = "cifar100" }).Train.Labels);
    }

    [Fact]
    public void Load_Svhn_TurnsColumnsIntoRowsAndTenIntoZero()
    {
        // The value of a pixel gives its place. Column-major means that the row runs fastest.
        var mat = MatFixture.Svhn(2, i => (byte)((i % 32 * 5) + (i / 32 % 32) + (i / 1024 * 31)), 10, 3);
        foreach (var name in new[] { "svhn/train_32x32.mat", "svhn/test_32x32.mat" })
        {
            File.WriteAllBytes(_folder[name], mat);
        }

        var dataset = Load(new DataSettings { Dataset = "svhn" });

        Assert.Equal([0, 3], dataset.Train.Labels);
        for (var i = 0; i < 2 * 3072; i++)
        {
            var (row, column, plane) = (i / 32 % 32, i % 32, i / 1024);
            Assert.Equal((byte)((row * 5) + column + (plane * 31)), dataset.Test.Pixels[i]);
        }
    }

    [Fact]
    public void Load_Classes_KeepsAndRenumbersThemInBothSplits()
    {
        CifarFixture.Write10(_folder.Path);

        var dataset = Load(new DataSettings { Dataset = "cifar10", Classes = [7, 2] });

        Assert.Equal(["horse", "bird"], dataset.ClassNames);
        Assert.Equal((20, 4), (dataset.Train.Count, dataset.Test.Count));
        Assert.Equal([1, 0, 1, 0], dataset.Test.Labels);
        Assert.Equal([2, 7, 12, 17], Enumerable.Range(0, 4).Select(i => (int)dataset.Test.Pixels[i * 3072]));
    }

    [Fact]
    public void Load_Samples_TakesExactlySoManyStratifiedAndLeavesTheTestSet()
    {
        CifarFixture.Write10(_folder.Path);

        var dataset = Load(new DataSettings { Dataset = "cifar10", Samples = 37 });

        Assert.Equal((37, 20), (dataset.Train.Count, dataset.Test.Count));
        Assert.All(dataset.Train.Labels.CountBy(label => label), pair => Assert.InRange(pair.Value, 3, 4));
        Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(dataset.Train.Labels[i], dataset.Train.Pixels[i * 3072] % 10));
    }

    [Fact]
    public void Fingerprint_OtherImageOfAUsedClass_Differs()
    {
        CifarFixture.Write10(_folder.Path);
        var all = new DataSettings { Dataset = "cifar10" };
        var (even, odd) = (all with { Classes = [0, 2] }, all with { Classes = [1, 3] });
        string[] before = [Fingerprint(all), Fingerprint(even), Fingerprint(odd)];
        Assert.Equal(before[0], Load(all with { Image = 40 }).Fingerprint);
        Assert.Equal(before[0], Load(all).Fingerprint);
        Assert.Distinct(before);

        // Change a pixel of the first image (class 0) in a file whose size and times stay the same.
        var file = _folder["cifar-10-batches-bin/data_batch_1.bin"];
        var (bytes, written) = (File.ReadAllBytes(file), File.GetLastWriteTimeUtc(file));
        bytes[1] ^= 1;
        File.WriteAllBytes(file + ".new", bytes);
        File.SetLastWriteTimeUtc(file + ".new", written);
        File.Move(file + ".new", file, overwrite: true);

        Assert.NotEqual(before[0], Fingerprint(all));
        Assert.NotEqual(before[1], Fingerprint(even));
        Assert.Equal(before[2], Fingerprint(odd));
        Assert.Equal(Fingerprint(even), Load(even).Fingerprint);
    }

    [Fact]
    public void Fingerprint_OtherLabel_Differs()
    {
        CifarFixture.Write10(_folder.Path);
        var settings = new DataSettings { Dataset = "cifar10" };
        var before = Fingerprint(settings);
        var file = _folder["cifar-10-batches-bin/test_batch.bin"];
        var bytes = File.ReadAllBytes(file);
        bytes[0] = 9;
        File.WriteAllBytes(file, bytes);

        Assert.NotEqual(before, Fingerprint(settings));
    }

    [Fact]
    public void Fingerprint_PackedOrNot_IsTheSame()
    {
        var other = new TemporaryFolder();
        IdxFixture.Write(_folder["mnist"], 30, 10, gzip: false);
        IdxFixture.Write(other["mnist"], 30, 10, gzip: true);
        var settings = new DataSettings { Dataset = "mnist" };

        Assert.Equal(
            Fingerprint(settings),
            DatasetCatalogue.Fingerprint(settings, new([other.Path], other.Path), TestContext.Current.CancellationToken)
        );
        other.Dispose();
    }

    [Fact]
    public void Fingerprint_SecondTime_ReadsNoImages()
    {
        CifarFixture.Write10(_folder.Path);
        var settings = new DataSettings { Dataset = "cifar10" };
        var known = Fingerprint(settings);
        var cached = Assert.Single(Directory.GetFiles(_folder["cache"], "fingerprint-*"));
        var other = new string('0', known.Length);
        File.WriteAllText(cached, other);
        Assert.Equal(other, Fingerprint(settings));

        File.WriteAllText(cached, "cut");
        Assert.Equal(known, Fingerprint(settings));
    }

    [Fact]
    public void Load_SplitSeed_ChoosesOthersAndIsTheSameForTheSame()
    {
        CifarFixture.Write10(_folder.Path);
        var settings = new DataSettings { Dataset = "cifar10", Samples = 30 };

        // Another image size is not the copy in memory, but it has the same images.
        var first = Load(settings).SplitDigest;
        var again = Load(settings with { Image = 40 }).SplitDigest;
        var other = Load(settings with { SplitSeed = 1 }).SplitDigest;

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(16)]
    public void Load_OtherImage_ResizesAndKeepsFlatImagesFlat(int image)
    {
        CifarFixture.Write10(_folder.Path);

        var dataset = Load(new DataSettings { Dataset = "cifar10", Image = image });

        Assert.Equal(image, dataset.Train.Side);
        Assert.All(
            Enumerable.Range(0, 100),
            i =>
                Assert.Equal(
                    dataset.Train.BytesPerImage,
                    dataset.Train.Pixels.AsSpan(i * dataset.Train.BytesPerImage, dataset.Train.BytesPerImage).Count((byte)(i % 20))
                )
        );
    }

    [Fact]
    public void Load_SameSettings_SharesOneCopyUntilTheFilesChange()
    {
        var folder = CifarFixture.Write10(_folder.Path);
        var first = Load(new DataSettings { Dataset = "cifar10", Classes = [1, 2] });

        Assert.Same(first, Load(new DataSettings { Dataset = "cifar10", Classes = [1, 2] }));

        File.WriteAllBytes(Path.Combine(folder, "test_batch.bin"), CifarFixture.Records(10, 1, 10));
        Assert.Equal(2, Load(new DataSettings { Dataset = "cifar10", Classes = [1, 2] }).Test.Count);
    }

    [Fact]
    public void Load_Missing_SaysWhereItLookedAndHowToGetIt()
    {
        var other = Path.Combine(_folder.Path, "elsewhere");
        Directory.CreateDirectory(_folder["cifar-10-batches-bin"]);

        var exception = Assert.Throws<DataException>(() =>
            DatasetCatalogue.Load(
                new DataSettings { Dataset = "cifar10" },
                new DataFolders([_folder.Path, other], _folder.Path),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Contains(Path.Combine(other, "cifar-10-batches-bin"), exception.Message, StringComparison.Ordinal);
        Assert.Contains("lacks data_batch_1.bin", exception.Message, StringComparison.Ordinal);
        Assert.Contains("sweep data pull cifar10", exception.Message, StringComparison.Ordinal);
        Assert.Equal(FailureCause.OtherData, exception.Cause);
    }

    [Fact]
    public void Load_UnknownName_ListsTheKnown()
    {
        var exception = Assert.Throws<DataException>(() => Load(new DataSettings { Dataset = "cifar" }));
        Assert.Contains("mnist, fashion-mnist, cifar10, cifar100, svhn, caltech101", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "1 to 100")]
    [InlineData(101, "1 to 100")]
    public void Load_ImpossibleSamples_SaysHowManyThereAre(int samples, string accepted)
    {
        CifarFixture.Write10(_folder.Path);
        var exception = Assert.Throws<DataException>(() => Load(new DataSettings { Dataset = "cifar10", Samples = samples }));
        Assert.Contains(accepted, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-1)]
    [InlineData(3, 3)]
    [InlineData]
    public void Load_ImpossibleClasses_SaysWhichThereAre(params int[] classes)
    {
        CifarFixture.Write10(_folder.Path);
        var exception = Assert.Throws<DataException>(() => Load(new DataSettings { Dataset = "cifar10", Classes = classes }));
        Assert.Contains("0 to 9", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LargerThanAnArray_SuggestsLess()
    {
        CifarFixture.Write10(_folder.Path, 200);
        var exception = Assert.Throws<DataException>(() => Load(new DataSettings { Dataset = "cifar10", Image = 1024 }));
        Assert.Contains("fewer samples", exception.Message, StringComparison.Ordinal);
    }

    private string Fingerprint(DataSettings settings) =>
        DatasetCatalogue.Fingerprint(settings, Folders, TestContext.Current.CancellationToken);

    private Dataset Load(DataSettings settings) => DatasetCatalogue.Load(settings, Folders, TestContext.Current.CancellationToken);
}
