using System.Security.Cryptography;
using System.Text;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Pulling;
using Sweep.Worker.Data.Weights;

namespace Sweep.Tests.Worker.Data.Weights;

public sealed class WeightsCatalogueTests : IAsyncDisposable
{
    private const string Known = "timm/mobilenetv1_100.ra4_e3600_r224_in1k";
    private static readonly byte[] _content = Safetensors("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);

    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private DataFolders Folders => new([_folder["extra"], _folder["data"]], _folder["data"]);

    private string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(_content));

    [Fact]
    public void Locate_FileInAnyFolder_GivesItsDigest()
    {
        File.WriteAllBytes(_folder["extra/weights/mine.safetensors"], _content);

        var located = WeightsCatalogue.Locate(new WeightsSource("mine.safetensors"), Folders);

        Assert.Equal((_folder["extra/weights/mine.safetensors"], Digest, null), (located.Path, located.Sha256, located.Entry));
    }

    [Fact]
    public void Locate_RightDigest_IsAcceptedAndAnotherIsNot()
    {
        File.WriteAllBytes(_folder["data/weights/mine.safetensors"], _content);

        Assert.Equal(Digest, WeightsCatalogue.Locate(new WeightsSource("mine.safetensors", Digest.ToUpperInvariant()), Folders).Sha256);
        var exception = Assert.Throws<DataException>(() =>
            WeightsCatalogue.Locate(new WeightsSource("mine.safetensors", new string('0', 64)), Folders)
        );
        Assert.Contains(Digest, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_FileThatChanged_IsReadAgain()
    {
        var path = _folder["data/weights/mine.safetensors"];
        File.WriteAllBytes(path, _content);
        var first = WeightsCatalogue.Locate(new WeightsSource("mine.safetensors"), Folders).Sha256;
        File.WriteAllBytes(path, [.. _content, 0]);

        Assert.NotEqual(first, WeightsCatalogue.Locate(new WeightsSource("mine.safetensors"), Folders).Sha256);
    }

    [Fact]
    public void Locate_CatalogueNameWithOtherContent_IsRefused()
    {
        File.WriteAllBytes(_folder["data/weights/timm--vgg16_bn.tv_in1k.safetensors"], _content);
        var exception = Assert.Throws<DataException>(() => WeightsCatalogue.Locate(new WeightsSource("timm/vgg16_bn.tv_in1k"), Folders));
        Assert.Contains("88bbedbc8e780413736db38ac4efd41b06fc0e93fd5b8879b584bba63a950129", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_Missing_SaysWhereItLookedAndHowToGetThem()
    {
        var exception = Assert.Throws<DataException>(() => WeightsCatalogue.Locate(new WeightsSource(Known), Folders));
        Assert.Contains(_folder["extra/weights"], exception.Message, StringComparison.Ordinal);
        Assert.Contains($"sweep data pull {Known}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.safetensors")]
    [InlineData("/etc/passwd")]
    public void Locate_NameThatLeadsOut_IsRefused(string name)
    {
        File.WriteAllBytes(_folder["data/secret.safetensors"], _content);
        Assert.Throws<DataException>(() => WeightsCatalogue.Locate(new WeightsSource(name), Folders));
    }

    [Fact]
    public async Task Pull_WithoutAKnownChecksum_ChecksTheStructureAndSaysSo()
    {
        var entry = Entry(_content);

        var outcome = await PullAsync(entry);

        Assert.False(outcome.AlreadyThere);
        Assert.Equal(_folder[$"data/weights/{entry.File.Name}"], outcome.Path);
        Assert.Contains(Digest, Assert.Single(outcome.Notes), StringComparison.Ordinal);
        Assert.True((await PullAsync(entry)).AlreadyThere);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Pull_WrongFile_IsRefusedAndNotStored()
    {
        var entry = Entry("<html>Please log in.</html>"u8.ToArray());

        await Assert.ThrowsAsync<CheckpointException>(() => PullAsync(entry));

        Assert.Null(WeightsCatalogue.TryLocate(entry, Folders));
    }

    private WeightsEntry Entry(byte[] served)
    {
        var entry = WeightsCatalogue.Find(Known)!;
        _server.Routes["/model.safetensors"] = LoopbackServer.Content(served);
        return entry with { File = entry.File with { Address = new Uri($"{_server.Address}/model.safetensors") } };
    }

    private Task<PullOutcome> PullAsync(WeightsEntry entry) =>
        new DataPuller(Folders, new PullOptions { RetryDelay = TimeSpan.Zero }).PullAsync(
            entry,
            null,
            TestContext.Current.CancellationToken
        );

    private static byte[] Safetensors(string header, int data) =>
        [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[data]];
}
