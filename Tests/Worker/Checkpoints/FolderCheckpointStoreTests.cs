using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Checkpoints;
using Sweep.Worker.Checkpoints;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class FolderCheckpointStoreTests : CheckpointStoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-checkpoints-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public FolderCheckpointStoreTests() => Store = new FolderCheckpointStore(_folder, _time);

    protected override ICheckpointStore Store { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Constructor_LeftoversOfDeadWriters_AreRemovedWhenOld()
    {
        await Write(Name, [1]);
        var old = Leftover("old.tmp", _time.GetUtcNow().AddDays(-2));
        var young = Leftover("young.tmp", _time.GetUtcNow().AddHours(-1));

        _ = new FolderCheckpointStore(_folder, _time);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.True(await Store.ExistsAsync(Name, Cancellation));
    }

    private string Leftover(string name, DateTimeOffset written)
    {
        var path = Path.Combine(_folder, "00", name);
        File.WriteAllBytes(path, [0]);
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
        return path;
    }

    protected override Task<IReadOnlyList<string>> EverythingAsync() =>
        Task.FromResult<IReadOnlyList<string>>([
            .. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path)),
        ]);
}
