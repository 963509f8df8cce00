using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class RecentCheckpointsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-recent-").FullName;
    private readonly FolderCheckpointStore _store;
    private readonly RecentCheckpoints _recent;

    public RecentCheckpointsTests()
    {
        _store = new FolderCheckpointStore(_folder, TimeProvider.System);
        _recent = new RecentCheckpoints(_store, limit: 25);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenReadAsync_WrittenHere_DoesNotReadTheStore()
    {
        await Create(Name(1), 10);
        Spoil(Name(1));

        Assert.Equal(Enumerable.Repeat((byte)1, 10), await Read(Name(1)));
    }

    [Fact]
    public async Task OpenReadAsync_GoneFromTheStore_IsNull()
    {
        await Create(Name(1), 10);
        File.Delete(PathOf(Name(1)));

        Assert.Null(await _recent.OpenReadAsync(Name(1), Cancellation));
        Assert.Equal(0, _recent.HeldBytes);
    }

    [Fact]
    public async Task OpenReadAsync_MoreThanTheLimit_KeepsTheNewest()
    {
        await Create(Name(1), 10);
        await Create(Name(2), 10);
        await Create(Name(3), 10);
        await Create(Name(4), 26);
        Assert.Equal(20, _recent.HeldBytes);
        foreach (var name in new[] { Name(1), Name(3) })
        {
            Spoil(name);
        }

        Assert.Equal([0], await Read(Name(1)));
        Assert.Equal(Enumerable.Repeat((byte)3, 10), await Read(Name(3)));
        Assert.Equal(26, (await Read(Name(4))).Length);
    }

    [Fact]
    public async Task TryCreateAsync_AnotherWasFirst_GivesTheFirst()
    {
        await _store.WriteAsync(Name(1), stream => stream.WriteAsync(new byte[] { 7 }, Cancellation).AsTask(), Cancellation);

        Assert.False(
            await _recent.TryCreateAsync(Name(1), stream => stream.WriteAsync(new byte[] { 8 }, Cancellation).AsTask(), Cancellation)
        );

        Assert.Equal([7], await Read(Name(1)));
        Assert.Equal(0, _recent.HeldBytes);
    }

    [Fact]
    public async Task WriteAsync_ResumeCheckpoint_IsNotKept()
    {
        var name = CheckpointName.Resume(new StageId(1));
        await _recent.WriteAsync(name, stream => stream.WriteAsync(new byte[] { 1 }, Cancellation).AsTask(), Cancellation);

        Assert.Equal(0, _recent.HeldBytes);
        Assert.Equal([1], await Read(name));
        await _recent.DeleteAsync(name, Cancellation);
        Assert.False(await _recent.ExistsAsync(name, Cancellation));
    }

    private static CheckpointName Name(int id) => CheckpointName.Final(new StageId((UInt128)id));

    private string PathOf(CheckpointName name) => Path.Combine(_folder, name.ToString());

    private void Spoil(CheckpointName name) => File.WriteAllBytes(PathOf(name), [0]);

    private async Task Create(CheckpointName name, int bytes)
    {
        var content = Enumerable.Repeat((byte)name.StageId.Value, bytes).ToArray();
        Assert.True(await _recent.TryCreateAsync(name, stream => stream.WriteAsync(content, Cancellation).AsTask(), Cancellation));
    }

    private async Task<byte[]> Read(CheckpointName name)
    {
        await using var stream = await _recent.OpenReadAsync(name, Cancellation);
        using var content = new MemoryStream();
        await stream!.CopyToAsync(content, Cancellation);
        return content.ToArray();
    }
}
