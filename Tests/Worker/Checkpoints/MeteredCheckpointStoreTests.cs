using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;
using Sweep.Tests.Hosting.Telemetry;
using Sweep.Worker.Checkpoints;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class MeteredCheckpointStoreTests : IDisposable
{
    private static readonly CheckpointName _name = CheckpointName.Final(new StageId(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-metered-").FullName;
    private readonly Instruments _instruments = new();
    private readonly MeteredCheckpointStore _store;

    public MeteredCheckpointStoreTests() =>
        _store = new MeteredCheckpointStore(
            new FolderCheckpointStore(_folder, TimeProvider.System),
            _folder,
            _instruments.Create(new(Meters.Worker)),
            TimeProvider.System
        );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WrittenAndRead_Bytes_AreCounted()
    {
        Assert.True(await _store.TryCreateAsync(_name, stream => stream.WriteAsync(new byte[10], Stop).AsTask(), Stop));
        // The second write changes nothing.
        Assert.False(await _store.TryCreateAsync(_name, stream => stream.WriteAsync(new byte[10], Stop).AsTask(), Stop));
        await _store.WriteAsync(_name, stream => stream.WriteAsync(new byte[20], Stop).AsTask(), Stop);
        await using (var stream = await _store.OpenReadAsync(_name, Stop))
        {
            using var copy = new MemoryStream();
            await stream!.CopyToAsync(copy, Stop);
            Assert.Equal(20, copy.Length);
            // A read is counted when its stream is closed.
            Assert.DoesNotContain("sweep.checkpoint.io{operation=read}", _instruments.Read().Keys);
        }

        var series = _instruments.Read();

        Assert.Equal((30, 20), (series["sweep.checkpoint.io{operation=write}"], series["sweep.checkpoint.io{operation=read}"]));
        Assert.Contains("sweep.checkpoint.duration{operation=write}", series.Keys);
        Assert.Contains("sweep.checkpoint.duration{operation=read}", series.Keys);
        Assert.Equal((0, 0), (series["sweep.checkpoint.failures{operation=write}"], series["sweep.checkpoint.failures{operation=read}"]));
        Assert.True(series["sweep.checkpoint.store.free"] > 0);
        Assert.Null(await _store.OpenReadAsync(CheckpointName.Resume(new StageId(1)), Stop));
    }

    [Fact]
    public async Task Written_Failing_IsCountedAsAFailure()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.WriteAsync(_name, _ => throw new IOException("full"), Stop));

        var series = _instruments.Read();

        Assert.Equal(1, series["sweep.checkpoint.failures{operation=write}"]);
        Assert.DoesNotContain("sweep.checkpoint.io{operation=write}", series.Keys);
    }

    public void Dispose()
    {
        _instruments.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
