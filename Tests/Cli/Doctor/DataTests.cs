using Sweep.Cli.Doctor;
using Sweep.Cli.Doctor.Data;
using Sweep.Tests.Worker.Running;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Weights;

namespace Sweep.Tests.Cli.Doctor;

/// <summary>A small data set, whole and damaged.</summary>
public sealed class DataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-doctor-data-").FullName;
    private readonly DataFolders _folders;
    private readonly DatasetEntry _cifar = DatasetCatalogue.Find("cifar10");

    public DataTests() => _folders = SyntheticCifar.WriteTo(_folder);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Images => Path.Combine(_folder, "data", "cifar-10-batches-bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Dataset_Sound_HasTheFingerprintOfResultsAndLeavesNothing()
    {
        var before = Files();
        var finding = await DatasetAsync();

        Assert.Equal(FindingState.Warning, finding.State);
        Assert.Contains(
            "300 training and 60 test images of 10 classes, a part of the published set; fingerprint",
            finding.Found,
            StringComparison.Ordinal
        );
        Assert.Equal(before, Files());
        Assert.Equal(DatasetCatalogue.Fingerprint(new() { Dataset = "cifar10" }, _folders, Stop), finding.Facts["fingerprint"]);
    }

    [Fact]
    public async Task Dataset_Truncated_FailsAndNamesTheFile()
    {
        var file = Path.Combine(Images, "data_batch_3.bin");
        await File.WriteAllBytesAsync(file, new byte[5000], Stop);
        var finding = await DatasetAsync();

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.StartsWith($"{file}, byte 3073:", finding.Found, StringComparison.Ordinal);
        Assert.Contains("sweep data pull cifar10", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dataset_WithoutAFile_Fails(bool isQuick)
    {
        File.Delete(Path.Combine(Images, "test_batch.bin"));

        Assert.True(DatasetCheck.HasSome(_cifar, _folders));
        var finding = await DatasetAsync(isQuick);
        Assert.Equal(FindingState.Failed, finding.State);
        Assert.Contains("lacks test_batch.bin", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dataset_Quickly_IsNotRead()
    {
        await File.WriteAllBytesAsync(Path.Combine(Images, "data_batch_3.bin"), new byte[5000], Stop);

        Assert.Equal(
            (FindingState.Ok, $"{Images}, not read (--quick)"),
            await DatasetAsync(isQuick: true) is var finding ? (finding.State, finding.Found) : default
        );
    }

    [Fact]
    public async Task Folders_OneThatIsNotThere_Warns()
    {
        var finding = await new DataFoldersCheck(new DataFolders(["/nowhere", .. _folders.Read], _folders.Write), ["svhn"]).RunAsync(Stop);
        var right = await new DataFoldersCheck(_folders, []).RunAsync(Stop);

        Assert.Equal((FindingState.Warning, FindingState.Ok), (finding.State, right.State));
        Assert.Contains("not there: svhn; there is no folder /nowhere", finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Weights_NotWhole_Fail(bool isQuick)
    {
        var entry = WeightsCatalogue.Find("timm/vgg16_bn.tv_in1k")!;
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "data", "weights")).FullName, entry.File.Name);
        await File.WriteAllBytesAsync(file, new byte[100], Stop);
        var finding = await new WeightsCheck(entry, WeightsCatalogue.TryLocate(entry, _folders)!, _folders, isQuick).RunAsync(Stop);

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.Contains($"sweep data pull {entry.Name}", finding.Remedy, StringComparison.Ordinal);
    }

    private Task<Finding> DatasetAsync(bool isQuick = false) => new DatasetCheck(_cifar, _folders, isQuick).RunAsync(Stop);

    private List<string> Files() => [.. Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Order()];
}
