using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;

namespace Sweep.Tests.Worker.Checkpoints;

/// <summary>What every store of checkpoints must guarantee.</summary>
public abstract class CheckpointStoreConformance
{
    protected static readonly CheckpointName Name = CheckpointName.Final(new StageId(0x3f));

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract ICheckpointStore Store { get; }

    /// <summary>The names of all stored files, including temporary ones.</summary>
    protected abstract Task<IReadOnlyList<string>> EverythingAsync();

    [Fact]
    public async Task WriteAsync_ThenRead_GivesTheBytesUnderTheContractsName()
    {
        await Write(Name, [1, 2, 3]);

        Assert.True(await Store.ExistsAsync(Name, Cancellation));
        Assert.Equal(["00/0000000000000000000000000000003f.safetensors"], await EverythingAsync());
        Assert.Equal([1, 2, 3], await Read(Name));
        Assert.False(await Store.ExistsAsync(CheckpointName.Resume(Name.StageId), Cancellation));
    }

    [Fact]
    public async Task ListAsync_BothKinds_ListsAllThatExist()
    {
        var (gone, resume) = (CheckpointName.Final(new StageId(7)), CheckpointName.Resume(new StageId(8)));
        foreach (var (name, bytes) in new[] { (Name, 3), (gone, 1), (resume, 5) })
            await Write(name, new byte[bytes]);
        await Store.DeleteAsync(gone, Cancellation);

        var listed = await Store.ListAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(
            [(Name, 3L), (resume, 5L)],
            listed.Select(checkpoint => (checkpoint.Name, checkpoint.Bytes)).OrderBy(checkpoint => checkpoint.Bytes)
        );
        Assert.All(listed, checkpoint => Assert.NotEqual(default, checkpoint.Written));
    }

    [Fact]
    public async Task OpenReadAsync_Stream_CanSeek()
    {
        foreach (var name in new[] { Name, CheckpointName.Resume(Name.StageId) })
        {
            await Write(name, [1, 2, 3]);
            await using var stream = await Store.OpenReadAsync(name, Cancellation);
            stream!.Position = 2;

            Assert.Equal((3, 3), (stream.Length, stream.ReadByte()));
        }
    }

    [Fact]
    public async Task OpenReadAsync_Absent_IsNull()
    {
        Assert.False(await Store.ExistsAsync(Name, Cancellation));
        Assert.Null(await Store.OpenReadAsync(Name, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_WhileWriting_TheNameDoesNotExist()
    {
        await Store.WriteAsync(
            Name,
            async stream =>
            {
                await stream.WriteAsync(new byte[1 << 21], Cancellation);
                Assert.False(await Store.ExistsAsync(Name, Cancellation));
            },
            Cancellation
        );

        Assert.True(await Store.ExistsAsync(Name, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_WriterFails_OldContentStaysAndNothingIsLeft()
    {
        await Write(Name, [1]);

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            Store.WriteAsync(
                Name,
                async stream =>
                {
                    await stream.WriteAsync(new byte[] { 2, 2 }, Cancellation);
                    throw new InvalidDataException();
                },
                Cancellation
            )
        );

        Assert.Equal([1], await Read(Name));
        Assert.Single(await EverythingAsync());
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileWriting_TheNameDoesNotExist()
    {
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Store.WriteAsync(Name, _ => source.CancelAsync(), source.Token));

        Assert.False(await Store.ExistsAsync(Name, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_WhileAnotherReads_TheReaderKeepsItsFile()
    {
        await Write(Name, [1]);
        await using var reader = await Store.OpenReadAsync(Name, Cancellation);

        await Write(Name, [2]);

        Assert.Equal(1, reader!.ReadByte());
        Assert.Equal([2], await Read(Name));
    }

    [Fact]
    public async Task WriteAsync_ManyAtOnce_OneOfThemWinsWhole()
    {
        await Task.WhenAll(
            AllAtOnce(
                16,
                async write =>
                {
                    await Store.WriteAsync(Name, write, Cancellation);
                    return true;
                }
            )
        );

        var content = await Read(Name);
        Assert.Equal(1000, content.Length);
        Assert.Single(content.Distinct());
    }

    [Fact]
    public async Task TryCreateAsync_NameIsFree_GivesTheBytes()
    {
        Assert.True(await Create(Name, [1, 2]));

        Assert.Equal([1, 2], await Read(Name));
        Assert.Single(await EverythingAsync());
    }

    [Fact]
    public async Task TryCreateAsync_NameExists_ChangesNothing()
    {
        await Write(Name, [1]);

        Assert.False(await Create(Name, [2]));

        Assert.Equal([1], await Read(Name));
        Assert.Single(await EverythingAsync());
    }

    [Fact]
    public async Task TryCreateAsync_NameIsTakenWhileWriting_ChangesNothing()
    {
        var created = await Store.TryCreateAsync(Name, _ => Write(Name, [1]), Cancellation);

        Assert.False(created);
        Assert.Equal([1], await Read(Name));
        Assert.Single(await EverythingAsync());
    }

    [Fact]
    public async Task TryCreateAsync_ManyAtOnce_OneOfThemWinsWhole()
    {
        var created = await Task.WhenAll(AllAtOnce(16, write => Store.TryCreateAsync(Name, write, Cancellation)));

        var content = await Read(Name);
        Assert.Equal(1000, content.Length);
        Assert.Single(content.Distinct());
        Assert.Equal(content[0], created.Index().Single(writer => writer.Item).Index);
        Assert.Single(await EverythingAsync());
    }

    [Fact]
    public async Task TryCreateAsync_WriterFails_NothingIsLeft()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            Store.TryCreateAsync(Name, _ => throw new InvalidDataException(), Cancellation)
        );

        Assert.False(await Store.ExistsAsync(Name, Cancellation));
        Assert.Empty(await EverythingAsync());
    }

    [Fact]
    public async Task DeleteAsync_PresentOrAbsent_IsGone()
    {
        await Store.DeleteAsync(Name, Cancellation);
        await Write(Name, [1]);
        await Store.DeleteAsync(Name, Cancellation);

        Assert.False(await Store.ExistsAsync(Name, Cancellation));
    }

    /// <summary>
    /// Starts writers that each write their number a thousand times. All have written before the first one gets the name.
    /// </summary>
    private static List<Task<T>> AllAtOnce<T>(int count, Func<Func<Stream, Task>, Task<T>> start)
    {
        var (written, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(value =>
                    Task.Run(() =>
                        start(async stream =>
                        {
                            await stream.WriteAsync(Enumerable.Repeat((byte)value, 1000).ToArray(), Cancellation);
                            if (Interlocked.Increment(ref written) == count)
                            {
                                all.SetResult();
                            }

                            await all.Task;
                        })
                    )
                ),
        ];
    }

    protected Task Write(CheckpointName name, byte[] content) =>
        Store.WriteAsync(name, stream => stream.WriteAsync(content, Cancellation).AsTask(), Cancellation);

    protected Task<bool> Create(CheckpointName name, byte[] content) =>
        Store.TryCreateAsync(name, stream => stream.WriteAsync(content, Cancellation).AsTask(), Cancellation);

    protected async Task<byte[]> Read(CheckpointName name)
    {
        await using var stream = await Store.OpenReadAsync(name, Cancellation);
        using var content = new MemoryStream();
        await stream!.CopyToAsync(content, Cancellation);
        return content.ToArray();
    }
}
