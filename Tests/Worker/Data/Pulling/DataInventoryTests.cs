using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Pulling;
using Sweep.Worker.Data.Weights;

namespace Sweep.Tests.Worker.Data.Pulling;

public sealed class DataInventoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private DataFolders Folders => new([_folder["one"], _folder["two"]], _folder["two"]);

    [Fact]
    public void Of_NothingIsThere_IsEmpty() => Assert.Empty(DataInventory.Of(Folders, null));

    [Fact]
    public void Of_WholeDataSetAndWeights_NamesThemAsSpecsDo()
    {
        CifarFixture.Write10(_folder["one"]);
        var entry = WeightsCatalogue.Entries[0];
        File.WriteAllText(_folder[$"two/weights/{entry.File.Name}"], "");
        File.WriteAllText(_folder["one/weights/mine.safetensors"], "");

        Assert.Equal(["cifar10", "mine.safetensors", entry.Name], DataInventory.Of(Folders, null));
        File.Delete(Directory.GetFiles(_folder["one"], "test_batch.bin", SearchOption.AllDirectories).Single());
        Assert.DoesNotContain("cifar10", DataInventory.Of(Folders, null));
    }

    [Fact]
    public void Of_WorkerThatPulls_NamesWhatItWouldPull()
    {
        var found = DataInventory.Of(Folders, PullOptions.Default with { Datasets = [DatasetCatalogue.Find("svhn")], Weights = [] });
        Assert.Equal(["svhn"], found);
    }
}
