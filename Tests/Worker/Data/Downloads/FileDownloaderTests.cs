using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Pulling;

namespace Sweep.Tests.Worker.Data.Downloads;

public sealed class FileDownloaderTests : IAsyncDisposable
{
    private static readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i >> 3))];

    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();
    private readonly PullOptions _options = new() { RetryDelay = TimeSpan.Zero, Npm = null };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Download_Complete_ReportsProgressToTheEnd()
    {
        _server.Routes["/a.bin"] = LoopbackServer.Content(_content);
        var reports = new List<DownloadProgress>();

        await DownloadAsync(progress: new Synchronous(reports.Add));

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Target + ".part"));
        Assert.Equal((_content.Length, (long?)_content.Length), (reports[^1].Done, reports[^1].Total));
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [Fact]
    public async Task Download_BrokenConnections_ResumesWhereItStopped()
    {
        var whole = LoopbackServer.Content(_content);
        _server.Routes["/a.bin"] = request => whole(request) with { CutAfter = request.From is null or < 200_000 ? 100_000 : null };

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal([null, 100_000L, 200_000L], _server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Download_PartOfAnEarlierRun_IsResumed()
    {
        _server.Routes["/a.bin"] = LoopbackServer.Content(_content);
        File.WriteAllBytes(Target + ".part", _content[..123_456]);

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(123_456, Assert.Single(_server.Requests).From);
    }

    [Fact]
    public async Task Download_CompletePart_RequestsNoMore()
    {
        _server.Routes["/a.bin"] = LoopbackServer.Content(_content);
        File.WriteAllBytes(Target + ".part", _content);

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_PartOfAnotherFile_BeginsAgain()
    {
        _server.Routes["/a.bin"] = LoopbackServer.Content(_content);
        File.WriteAllBytes(Target + ".part", new byte[1000]);

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_PartLongerThanTheFile_BeginsAgain()
    {
        _server.Routes["/a.bin"] = LoopbackServer.Content(_content);
        File.WriteAllBytes(Target + ".part", new byte[_content.Length + 5]);

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_ServerWithoutRanges_BeginsAgain()
    {
        _server.Routes["/a.bin"] = _ => new LoopbackServer.Reply(200, _content);
        File.WriteAllBytes(Target + ".part", _content[..1000]);

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_WrongChecksum_DeletesTheFile()
    {
        _server.Routes["/a.bin"] = LoopbackServer.Content([.. _content[..^1], 0]);

        var exception = await Assert.ThrowsAsync<DataException>(() => DownloadAsync());

        Assert.Contains(Expected.Hex, exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Download_NotFound_IsNotRetried()
    {
        var exception = await Assert.ThrowsAsync<DataException>(() => DownloadAsync());

        Assert.Contains("404", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_server.Address, exception.Message, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Download_ServerInTrouble_IsRetried()
    {
        var whole = LoopbackServer.Content(_content);
        _server.Routes["/a.bin"] = request => _server.Requests.Count < 3 ? new LoopbackServer.Reply(503, []) : whole(request);

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Download_ServerStaysInTrouble_GivesUp()
    {
        _server.Routes["/a.bin"] = _ => new LoopbackServer.Reply(500, []);

        await Assert.ThrowsAsync<DataException>(() => DownloadAsync(_options with { Retries = 2 }));

        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Download_Redirect_IsFollowed()
    {
        _server.Routes["/a.bin"] = _ => new LoopbackServer.Reply(302, []) { Headers = "Location: /elsewhere\r\n" };
        _server.Routes["/elsewhere"] = LoopbackServer.Content(_content);

        await DownloadAsync();

        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_RedirectInACircle_Ends()
    {
        _server.Routes["/a.bin"] = _ => new LoopbackServer.Reply(302, []) { Headers = "Location: /a.bin\r\n" };
        await Assert.ThrowsAsync<DataException>(() => DownloadAsync());
    }

    [Fact]
    public async Task Download_Stalled_IsAbortedAndResumed()
    {
        var time = ReportingTime();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var whole = LoopbackServer.Content(_content);
        _server.Routes["/a.bin"] = request => request.From is null ? whole(request) with { CutAfter = 1000, Stall = true } : whole(request);

        var download = DownloadAsync(_options with { Time = time }, new Synchronous(report => Tell(begun, report)));
        await begun.Task.WaitAsync(Waiting.Patience, Waiting.Stop);
        await Waiting.Until("it asks for the rest", () => _server.Count > 1, () => time.Advance(_options.StallTimeout));
        await download;

        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(1000, _server.Requests[1].From);
    }

    [Fact]
    public async Task Download_FarTooLarge_IsAborted()
    {
        _server.Routes["/a.bin"] = LoopbackServer.Content(new byte[5_000_000]);
        var exception = await Assert.ThrowsAsync<DataException>(() => DownloadAsync());
        Assert.Contains("more than twice", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_NobodyListens_FailsAtOnce()
    {
        var file = new RemoteFile("a.bin", new Uri("http://127.0.0.1:1/a.bin"), _content.Length);
        using var downloader = new FileDownloader(_options with { Retries = 1000, RetryDelay = TimeSpan.FromHours(1) }, null);

        var exception = await Assert.ThrowsAsync<DataException>(() =>
            downloader.DownloadAsync(file, Target, Waiting.Stop).WaitAsync(Waiting.Patience, Waiting.Stop)
        );

        Assert.Contains("127.0.0.1:1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_Cancelled_KeepsThePart()
    {
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Routes["/a.bin"] = request => LoopbackServer.Content(_content)(request) with { CutAfter = 1000, Stall = true };

        var download = DownloadAsync(_options with { Time = ReportingTime() }, new Synchronous(report => Tell(begun, report)), stop.Token);
        await begun.Task.WaitAsync(Waiting.Patience, Waiting.Stop);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);

        Assert.Equal(_content[..1000], File.ReadAllBytes(Target + ".part"));
    }

    [Fact]
    public async Task Download_FromAFolder_CopiesAndChecks()
    {
        File.WriteAllBytes(_folder["mirror/a.bin"], _content);
        var options = _options with { From = Path.Combine(_folder.Path, "mirror") };

        await DownloadAsync(options);
        Assert.Equal(_content, File.ReadAllBytes(Target));

        File.Delete(Target);
        File.WriteAllBytes(_folder["mirror/a.bin"], [1]);
        await Assert.ThrowsAsync<DataException>(() => DownloadAsync(options));
    }

    [Fact]
    public async Task Download_FromAnAddress_RequestsTheNameThere()
    {
        _server.Routes["/mirror/a.bin"] = LoopbackServer.Content(_content);
        await DownloadAsync(_options with { From = _server.Address + "/mirror/" });
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Download_AlreadyPresent_RequestsNothing()
    {
        File.WriteAllBytes(Target, _content);
        await DownloadAsync();
        Assert.Empty(_server.Requests);
    }

    /// <summary>A clock that advances by a second each time it is read, so that every piece is reported.</summary>
    private static FakeTimeProvider ReportingTime() => new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

    private static void Tell(TaskCompletionSource begun, DownloadProgress progress)
    {
        if (progress.Done >= 1000)
        {
            begun.TrySetResult();
        }
    }

    private static Checksum Expected { get; } = Checksum.Sha256(Convert.ToHexStringLower(SHA256.HashData(_content)));

    private string Target => Path.Combine(_folder.Path, "a.bin");

    private async Task DownloadAsync(
        PullOptions? options = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken? cancellation = null
    )
    {
        var file = new RemoteFile("a.bin", new Uri(_server.Address + "/a.bin"), _content.Length) { Checksum = Expected };
        using var downloader = new FileDownloader(options ?? _options, progress);
        await downloader.DownloadAsync(file, Target, cancellation ?? TestContext.Current.CancellationToken);
    }

    private sealed class Synchronous(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
