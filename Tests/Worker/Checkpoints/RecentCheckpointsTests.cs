using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class RecentCheckpointsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweep-recent-").FullName;
    private readonly FolderCheckpointStore store;
    private readonly RecentCheckpoints recent;

    public RecentCheckpointsTests()
    {
        store = new FolderCheckpointStore(folder, TimeProvider.System);
        recent = new RecentCheckpoints(store, limit: 25);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

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

        Assert.Null(await recent.OpenReadAsync(Name(1), Cancellation));
        Assert.Equal(0, recent.HeldBytes);
    }

    [Fact]
    public async Task OpenReadAsync_MoreThanTheLimit_KeepsTheNewest()
    {
        await Create(Name(1), 10);
        await Create(Name(2), 10);
        await Create(Name(3), 10);
        await Create(Name(4), 26);
        Assert.Equal(20, recent.HeldBytes);
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
        await store.WriteAsync(Name(1), stream => stream.WriteAsync(new byte[] { 7 }, Cancellation).AsTask(), Cancellation);

        Assert.False(await recent.TryCreateAsync(Name(1), stream => stream.WriteAsync(new byte[] { 8 }, Cancellation).AsTask(), Cancellation));

        Assert.Equal([7], await Read(Name(1)));
        Assert.Equal(0, recent.HeldBytes);
    }

    [Fact]
    public async Task WriteAsync_ResumeCheckpoint_IsNotKept()
    {
        var name = CheckpointName.Resume(new StageId(1));
        await recent.WriteAsync(name, stream => stream.WriteAsync(new byte[] { 1 }, Cancellation).AsTask(), Cancellation);

        Assert.Equal(0, recent.HeldBytes);
        Assert.Equal([1], await Read(name));
        await recent.DeleteAsync(name, Cancellation);
        Assert.False(await recent.ExistsAsync(name, Cancellation));
    }

    private static CheckpointName Name(int id) => CheckpointName.Final(new StageId((UInt128)id));

    private string PathOf(CheckpointName name) => Path.Combine(folder, name.ToString());

    private void Spoil(CheckpointName name) => File.WriteAllBytes(PathOf(name), [0]);

    private async Task Create(CheckpointName name, int bytes)
    {
        var content = Enumerable.Repeat((byte)name.StageId.Value, bytes).ToArray();
        Assert.True(await recent.TryCreateAsync(name, stream => stream.WriteAsync(content, Cancellation).AsTask(), Cancellation));
    }

    private async Task<byte[]> Read(CheckpointName name)
    {
        await using var stream = await recent.OpenReadAsync(name, Cancellation);
        using var content = new MemoryStream();
        await stream!.CopyToAsync(content, Cancellation);
        return content.ToArray();
    }
}
