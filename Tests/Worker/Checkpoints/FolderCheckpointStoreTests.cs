using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Checkpoints;
using Sweep.Worker.Checkpoints;

namespace Sweep.Tests.Worker.Checkpoints;

public sealed class FolderCheckpointStoreTests : CheckpointStoreConformance, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweep-checkpoints-").FullName;
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public FolderCheckpointStoreTests() => Store = new FolderCheckpointStore(folder, time);

    protected override ICheckpointStore Store { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Constructor_LeftoversOfDeadWriters_AreRemovedWhenOld()
    {
        await Write(Name, [1]);
        var old = Leftover("old.tmp", time.GetUtcNow().AddDays(-2));
        var young = Leftover("young.tmp", time.GetUtcNow().AddHours(-1));

        _ = new FolderCheckpointStore(folder, time);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.True(await Store.ExistsAsync(Name, Cancellation));
    }

    private string Leftover(string name, DateTimeOffset written)
    {
        var path = Path.Combine(folder, "00", name);
        File.WriteAllBytes(path, [0]);
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
        return path;
    }

    protected override Task<IReadOnlyList<string>> EverythingAsync() =>
        Task.FromResult<IReadOnlyList<string>>([.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))]);
}
