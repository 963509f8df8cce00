using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Checkpoints.S3.Server;
using Sweep.Tests.Worker.Data;
using Sweep.Worker.Checkpoints.S3;

namespace Sweep.Tests.Worker.Checkpoints.S3;

/// <summary>Tests the store against a real S3 server. Each test uses its own prefix.</summary>
public sealed class S3CheckpointStoreTests : CheckpointStoreConformance, IClassFixture<S3Server>, IAsyncLifetime
{
    private const int SmallestPart = 5 << 20;

    private readonly S3Server _server;
    private readonly TemporaryFolder _folder = new();
    private readonly string _prefix = $"{Guid.NewGuid():N}/";
    private readonly S3CheckpointStore _store;

    public S3CheckpointStoreTests(S3Server server)
    {
        _server = server;
        _store = NewStore("cache");
    }

    protected override ICheckpointStore Store => _store;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // The tests of the class share the server.
        await _server.HeedAsync(true);
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WriteAsync_InParts_GivesTheBytes()
    {
        var content = new byte[(2 * SmallestPart) + 17];
        Random.Shared.NextBytes(content);

        Assert.True(await Create(Name, content));

        Assert.Equal(content, await Read(Name));
        Assert.Single(await EverythingAsync());
        using var other = NewStore("other-machine");
        await using var stream = await other.OpenReadAsync(Name, Cancellation);
        Assert.Equal(content.Length, stream!.Length);
    }

    [Fact]
    public async Task TryCreateAsync_InPartsOfANameThatWasTaken_ChangesNothing()
    {
        var created = await _store.TryCreateAsync(
            Name,
            async stream =>
            {
                await stream.WriteAsync(new byte[SmallestPart + 1], Cancellation);
                await Write(Name, [1]);
            },
            Cancellation
        );

        Assert.False(created);
        Assert.Equal([1], await Read(Name));
    }

    [Theory]
    [InlineData("PUT", 503)]
    [InlineData("PUT", "cut")]
    [InlineData("HEAD", 503)]
    [InlineData("GET", "cut")]
    public async Task Requests_FailingTemporarily_AreRepeated(string method, object how)
    {
        using var other = NewStore("other-machine");
        await _server.FailAsync(method, times: 2, how);

        Assert.True(await Create(Name, [1, 2, 3]));
        await using var stream = await other.OpenReadAsync(Name, Cancellation);

        Assert.Equal(3, stream!.Length);
    }

    [Fact]
    public async Task WriteAsync_StorageKeepsFailing_ThrowsAnIOExceptionAndStoresNothing()
    {
        await _server.FailAsync("PUT", times: 6, 503);

        var error = await Assert.ThrowsAsync<IOException>(() => Write(Name, [1]));

        Assert.StartsWith($"s3://sweeps/{_prefix}{Name}: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(await EverythingAsync());
        Assert.Empty(Directory.GetFiles(_folder["cache"]));
    }

    [Fact]
    public async Task OpenReadAsync_NoPermission_SaysWhichAreNeeded()
    {
        await _server.FailAsync("HEAD", times: 1, 403);

        var error = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _store.OpenReadAsync(Name, Cancellation));

        Assert.Contains("s3:GetObject, s3:PutObject and s3:DeleteObject", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenReadAsync_DamagedOnTheWay_IsRefusedAndReadAgain()
    {
        await Write(Name, [1, 2, 3]);
        using var other = NewStore("other-machine");
        await _server.FailAsync("GET", times: 1, "damage");

        await Assert.ThrowsAsync<IOException>(() => other.OpenReadAsync(Name, Cancellation));

        await using var stream = await other.OpenReadAsync(Name, Cancellation);
        Assert.Equal(1, stream!.ReadByte());
    }

    [Fact]
    public async Task OpenReadAsync_Again_IsReadFromThisMachineUntilItIsReplaced()
    {
        await Write(Name, [1]);
        Assert.Equal([1], await Read(Name));
        await _server.FailAsync("GET", times: 6, 503);
        Assert.Equal([1], await Read(Name));
        await _server.FailAsync("GET", times: 0, 503);

        await Write(Name, [2]);

        await Assert.ThrowsAsync<IOException>(() => Read(Name));
        Assert.Equal([2], await Read(Name));
    }

    [Fact]
    public async Task Cache_OverItsLimit_DeletesTheLeastRecentlyUsed()
    {
        var names = Enumerable.Range(1, 3).Select(number => CheckpointName.Final(new StageId((UInt128)number))).ToArray();
        using var store = NewStore("small", options => options with { CacheLimit = 2_500 });
        foreach (var name in names)
            await Write(name, new byte[1_000]);
        foreach (var name in new[] { names[0], names[1], names[0], names[2] })
            (await store.OpenReadAsync(name, Cancellation))!.Dispose();

        Assert.Equal(
            new[] { names[0], names[2] }.Select(name => Path.GetFileName(name.ToString())),
            Directory
                .GetFiles(_folder["small"])
                .Select(path => Path.GetFileName(path)!)
                .Select(file => file[..file.LastIndexOf('.')])
                .Order()
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CheckAsync_Storage_TellsWhetherTheFirstWriterWins(bool heeds)
    {
        await _server.HeedAsync(heeds);

        Assert.Equal(heeds, await _store.CheckAsync(Cancellation));
        Assert.Empty(await EverythingAsync());
    }

    [Fact]
    public async Task CheckAsync_NoSuchBucket_SaysSo()
    {
        using var store = new S3CheckpointStore(
            new S3Place("elsewhere", "") { Endpoint = _server.Endpoint },
            _folder["cache"],
            S3Options.Default,
            TimeProvider.System,
            S3Server.Credentials
        );

        var error = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => store.CheckAsync(Cancellation));

        Assert.Contains("there is no bucket elsewhere", error.Message, StringComparison.Ordinal);
    }

    protected override Task<IReadOnlyList<string>> EverythingAsync() => _server.KeysAsync(_prefix);

    private S3CheckpointStore NewStore(string cache, Func<S3Options, S3Options>? change = null) =>
        new(
            _server.Place(_prefix),
            _folder[cache],
            (change ?? (options => options))(S3Options.Default with { PartBytes = SmallestPart }),
            TimeProvider.System,
            S3Server.Credentials
        );
}
