using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class FolderCheckpointStoreTests : IDisposable
{
    private static readonly CheckpointName _name = CheckpointName.Final(new StageId(0x3f));

    private readonly string folder = Directory.CreateTempSubdirectory("sweep-checkpoints-").FullName;
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly FolderCheckpointStore store;

    public FolderCheckpointStoreTests() => store = new FolderCheckpointStore(folder, time);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_ThenRead_GivesTheBytesUnderTheContractsName()
    {
        await Write(_name, [1, 2, 3]);

        Assert.True(await store.ExistsAsync(_name, Cancellation));
        Assert.True(File.Exists(Path.Combine(folder, "00", "0000000000000000000000000000003f.safetensors")));
        Assert.Equal([1, 2, 3], await Read(_name));
        Assert.False(await store.ExistsAsync(CheckpointName.Resume(_name.StageId), Cancellation));
    }

    [Fact]
    public async Task OpenReadAsync_Absent_IsNull()
    {
        Assert.False(await store.ExistsAsync(_name, Cancellation));
        Assert.Null(await store.OpenReadAsync(_name, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_WhileWriting_TheNameDoesNotExist()
    {
        await store.WriteAsync(
            _name,
            async stream =>
            {
                await stream.WriteAsync(new byte[1 << 21], Cancellation);
                Assert.False(await store.ExistsAsync(_name, Cancellation));
            },
            Cancellation);

        Assert.True(await store.ExistsAsync(_name, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_WriterFails_OldContentStaysAndNothingIsLeft()
    {
        await Write(_name, [1]);

        await Assert.ThrowsAsync<InvalidDataException>(() => store.WriteAsync(
            _name,
            async stream =>
            {
                await stream.WriteAsync(new byte[] { 2, 2 }, Cancellation);
                throw new InvalidDataException();
            },
            Cancellation));

        Assert.Equal([1], await Read(_name));
        Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileWriting_TheNameDoesNotExist()
    {
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(() => store.WriteAsync(_name, _ => source.CancelAsync(), source.Token));

        Assert.False(await store.ExistsAsync(_name, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_WhileAnotherReads_TheReaderKeepsItsFile()
    {
        await Write(_name, [1]);
        await using var reader = await store.OpenReadAsync(_name, Cancellation);

        await Write(_name, [2]);

        Assert.Equal(1, reader!.ReadByte());
        Assert.Equal([2], await Read(_name));
    }

    [Fact]
    public async Task WriteAsync_ManyAtOnce_OneOfThemWinsWhole()
    {
        await Task.WhenAll(AllAtOnce(16, async write =>
        {
            await store.WriteAsync(_name, write, Cancellation);
            return true;
        }));

        var content = await Read(_name);
        Assert.Equal(1000, content.Length);
        Assert.Single(content.Distinct());
    }

    [Fact]
    public async Task TryCreateAsync_NameIsFree_GivesTheBytes()
    {
        Assert.True(await Create(_name, [1, 2]));

        Assert.Equal([1, 2], await Read(_name));
        Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task TryCreateAsync_NameExists_ChangesNothing()
    {
        await Write(_name, [1]);

        Assert.False(await Create(_name, [2]));

        Assert.Equal([1], await Read(_name));
        Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task TryCreateAsync_NameIsTakenWhileWriting_ChangesNothing()
    {
        var created = await store.TryCreateAsync(_name, _ => Write(_name, [1]), Cancellation);

        Assert.False(created);
        Assert.Equal([1], await Read(_name));
        Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task TryCreateAsync_ManyAtOnce_OneOfThemWinsWhole()
    {
        var created = await Task.WhenAll(AllAtOnce(16, write => store.TryCreateAsync(_name, write, Cancellation)));

        var content = await Read(_name);
        Assert.Equal(1000, content.Length);
        Assert.Single(content.Distinct());
        Assert.Equal(content[0], created.Index().Single(writer => writer.Item).Index);
        Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task TryCreateAsync_WriterFails_NothingIsLeft()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => store.TryCreateAsync(_name, _ => throw new InvalidDataException(), Cancellation));

        Assert.False(await store.ExistsAsync(_name, Cancellation));
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task DeleteAsync_PresentOrAbsent_IsGone()
    {
        await store.DeleteAsync(_name, Cancellation);
        await Write(_name, [1]);
        await store.DeleteAsync(_name, Cancellation);

        Assert.False(await store.ExistsAsync(_name, Cancellation));
    }

    [Fact]
    public async Task Constructor_LeftoversOfDeadWriters_AreRemovedWhenOld()
    {
        await Write(_name, [1]);
        var old = Leftover("old.tmp", time.GetUtcNow().AddDays(-2));
        var young = Leftover("young.tmp", time.GetUtcNow().AddHours(-1));

        _ = new FolderCheckpointStore(folder, time);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.True(await store.ExistsAsync(_name, Cancellation));
    }

    private string Leftover(string name, DateTimeOffset written)
    {
        var path = Path.Combine(folder, "00", name);
        File.WriteAllBytes(path, [0]);
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
        return path;
    }

    /// <summary>Starts writers, of which each writes its number a thousand times; all have written before the first gets the name.</summary>
    private static List<Task<T>> AllAtOnce<T>(int count, Func<Func<Stream, Task>, Task<T>> start)
    {
        var (written, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return [.. Enumerable.Range(0, count).Select(value => Task.Run(() => start(async stream =>
        {
            await stream.WriteAsync(Enumerable.Repeat((byte)value, 1000).ToArray(), Cancellation);
            if (Interlocked.Increment(ref written) == count)
            {
                all.SetResult();
            }

            await all.Task;
        })))];
    }

    private Task Write(CheckpointName name, byte[] content) => store.WriteAsync(name, stream => stream.WriteAsync(content, Cancellation).AsTask(), Cancellation);

    private Task<bool> Create(CheckpointName name, byte[] content) => store.TryCreateAsync(name, stream => stream.WriteAsync(content, Cancellation).AsTask(), Cancellation);

    private async Task<byte[]> Read(CheckpointName name)
    {
        await using var stream = await store.OpenReadAsync(name, Cancellation);
        using var content = new MemoryStream();
        await stream!.CopyToAsync(content, Cancellation);
        return content.ToArray();
    }
}
