using System.Text;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Formats;
using Sweep.Worker.Data.Weights;

namespace Sweep.Tests.Worker.Data.Formats;

/// <summary>Tests files that users found in place of data and weights.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private const string Pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

    private readonly TemporaryFolder _folder = new();

    private DataFolders Folders => new([_folder.Path], _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("f.bin", Pointer, "git lfs pull")]
    [InlineData("f.bin", "\n <!DOCTYPE html><html>", "a web page")]
    [InlineData("f.mat", "MATLAB 7.3 MAT-file, Platform: GLNXA64", "-v7")]
    [InlineData("f.safetensors", "PK\u0003\u0004...", "safetensors alone")]
    [InlineData("f.bin", "\u001f\u008b\u0008", "gzip")]
    [InlineData("f.safetensors", "\u0080\u0002}q", "pickle")]
    [InlineData("f.bin", "", "empty")]
    public void Describe_WrongFile_SaysWhatItIs(string name, string content, string expected)
    {
        File.WriteAllBytes(_folder[name], Encoding.Latin1.GetBytes(content));

        Assert.Contains(expected, ForeignFile.Describe(_folder[name]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f.gz", "\u001f\u008b\u0008")]
    [InlineData("f.zip", "PK\u0003\u0004...")]
    [InlineData("f.bin", "\u0006\u003b\u002b")]
    // A label of 128 and dark pixels in CIFAR's records are not a pickle.
    [InlineData("f.bin", "\u0080\u0002\u0002")]
    public void Describe_PossibleData_ReturnsNull(string name, string content)
    {
        File.WriteAllBytes(_folder[name], Encoding.Latin1.GetBytes(content));

        Assert.Null(ForeignFile.Describe(_folder[name]));
    }

    [Fact]
    public void Describe_FolderAndDanglingLink_AreNamed()
    {
        File.CreateSymbolicLink(_folder["link"], "/nowhere/at/all");

        Assert.Contains("a folder", ForeignFile.Describe(_folder.Path), StringComparison.Ordinal);
        Assert.Contains("a link to /nowhere/at/all", ForeignFile.Describe(_folder["link"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PointerInPlaceOfABatch_NamesTheFileAndWhatToDo()
    {
        CifarFixture.Write10(_folder.Path);
        var file = _folder["cifar-10-batches-bin/data_batch_3.bin"];
        File.WriteAllText(file, Pointer);

        var error = Refusal("cifar10");

        Assert.StartsWith($"{file} is a git-LFS pointer", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PageInPlaceOfAPackedFile_NamesIt()
    {
        IdxFixture.Write(_folder["mnist"], 30, 10, gzip: true);
        var file = _folder["mnist/train-images-idx3-ubyte.gz"];
        File.WriteAllText(file, "<html><body>Please log in</body></html>");

        Assert.StartsWith($"{file} is a web page", Refusal("mnist"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderInPlaceOfAFile_NamesIt()
    {
        CifarFixture.Write10(_folder.Path);
        var file = _folder["cifar-10-batches-bin/test_batch.bin"];
        File.Delete(file);
        Directory.CreateDirectory(file);

        Assert.Contains(file, Refusal("cifar10"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DanglingLink_IsDistinguishedFromAMissingFile()
    {
        CifarFixture.Write10(_folder.Path);
        File.Delete(_folder["cifar-10-batches-bin/test_batch.bin"]);
        File.CreateSymbolicLink(_folder["cifar-10-batches-bin/test_batch.bin"], "/mnt/gone/test_batch.bin");

        Assert.Contains(
            "lacks test_batch.bin (a link to /mnt/gone/test_batch.bin, where nothing is)",
            Refusal("cifar10"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_MirrorsNames_SaysWhichToRename()
    {
        IdxFixture.Write(_folder["mnist"], 30, 10, gzip: false);
        File.Move(_folder["mnist/train-images-idx3-ubyte"], _folder["mnist/train-images.idx3-ubyte"]);

        Assert.Contains("(train-images.idx3-ubyte is there: rename it)", Refusal("mnist"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PythonVersion_IsNamed()
    {
        Directory.CreateDirectory(_folder["cifar-100-python/x"]);

        Assert.Contains($"{_folder["cifar-100-python"]} is the version for Python", Refusal("cifar100"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DataSetsOwnFolderGiven_IsFound()
    {
        CifarFixture.Write10(_folder.Path);
        IdxFixture.Write(_folder["MNIST/raw"], 30, 10, gzip: false);
        var (cifar, mnist) = (_folder["cifar-10-batches-bin"], _folder["MNIST/raw"]);

        Assert.NotNull(Load("cifar10", new DataFolders([cifar + Path.DirectorySeparatorChar], _folder["cache"])));
        Assert.NotNull(Load("mnist", new DataFolders([mnist], _folder["cache"])));
        // It is not the folder of another data set.
        Assert.Contains(
            "data set svhn was not found",
            Assert.Throws<DataException>(() => Load("svhn", new DataFolders([cifar], _folder["cache"]))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_PngBesideJpeg_IsNotDropped()
    {
        JpegFixture.WriteCaltech(_folder.Path, 3);
        var folder = Directory
            .GetDirectories(_folder["caltech-101/101_ObjectCategories"])
            .Order(StringComparer.Ordinal)
            .First(path => !path.EndsWith("Google", StringComparison.Ordinal));
        File.WriteAllBytes(Path.Combine(folder, "extra.PNG"), [1]);

        Assert.Contains("1 images that are no JPEG files, extra.PNG first", Refusal("caltech101"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Pointer, "git lfs pull")]
    [InlineData(null, "a folder")]
    public void Locate_WrongFile_SaysWhatItIs(string? content, string expected)
    {
        var file = _folder["weights/mine.safetensors"];
        if (content is null)
            Directory.CreateDirectory(file);
        else
            File.WriteAllText(file, content);

        var error = Assert.Throws<DataException>(() => WeightsCatalogue.Locate(new WeightsSource("mine.safetensors"), Folders)).Message;

        Assert.StartsWith(file, error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private string Refusal(string dataset) => Assert.Throws<DataException>(() => Load(dataset, Folders)).Message;

    private static Dataset Load(string dataset, DataFolders folders) =>
        DatasetCatalogue.Load(new DataSettings { Dataset = dataset, TrainPerClass = 1 }, folders, TestContext.Current.CancellationToken);
}
