using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace Sweep.Worker.Data.Downloads;

/// <summary>
/// Downloads one file into a <c>.part</c> file beside it. It resumes after a broken connection or in a later run, and renames the file once
/// it is complete and its checksum is right.
/// </summary>
internal sealed class FileDownloader : IDisposable
{
    private readonly DownloadOptions _options;
    private readonly IProgress<DownloadProgress>? _progress;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline _retry;
    private bool _reached;

    public FileDownloader(DownloadOptions options, IProgress<DownloadProgress>? progress)
    {
        _options = options;
        _progress = progress;
        var handler = new SocketsHttpHandler { ConnectTimeout = options.ConnectTimeout, MaxAutomaticRedirections = 5 };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("sweep", null));
        _retry = new ResiliencePipelineBuilder { TimeProvider = options.Time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder()
                        .Handle<HttpRequestException>(IsTransient)
                        .Handle<IOException>()
                        .Handle<TimeoutException>(),
                    MaxRetryAttempts = Math.Max(1, options.Retries),
                    Delay = options.RetryDelay,
                    MaxDelay = TimeSpan.FromSeconds(30),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                }
            )
            .Build();
    }

    /// <summary>Downloads a file. Does nothing when <paramref name="path"/> exists and has the right checksum.</summary>
    /// <exception cref="DataException">The file could not be downloaded, or it is not the published one.</exception>
    public async Task DownloadAsync(RemoteFile file, string path, CancellationToken cancellation)
    {
        if (File.Exists(path) && (file.Checksum is not { } known || await known.ComputeAsync(path, cancellation) == known.Hex))
        {
            return;
        }

        var part = path + ".part";
        var resumed = File.Exists(part);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await FetchAsync(file, part, cancellation);
        if (resumed && file.Checksum is { } expected && await expected.ComputeAsync(part, cancellation) != expected.Hex)
        {
            // The first part may have come from another file, so start again from nothing.
            File.Delete(part);
            await FetchAsync(file, part, cancellation);
        }

        await VerifyAsync(file, part, cancellation);
        File.Move(part, path, overwrite: true);
    }

    public void Dispose() => _client.Dispose();

    private static async Task VerifyAsync(RemoteFile file, string part, CancellationToken cancellation)
    {
        if (file.Checksum is { } checksum && await checksum.ComputeAsync(part, cancellation) is var found && found != checksum.Hex)
        {
            File.Delete(part);
            throw new DataException(
                $"{file.Name}: the download has {checksum.Algorithm} {found}, where {checksum.Hex} is expected. It was deleted."
            );
        }
    }

    private async Task FetchAsync(RemoteFile file, string part, CancellationToken cancellation)
    {
        var address = AddressOf(file);
        try
        {
            if (address.IsFile)
            {
                File.Copy(address.LocalPath, part, overwrite: true);
                return;
            }

            await _retry.ExecuteAsync(async token => await AttemptAsync(file, address, part, token), cancellation);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or TimeoutException
                || (exception is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            throw new DataException($"{file.Name} could not be downloaded from {address}: {Reason(exception)}", exception);
        }
    }

    private Uri AddressOf(RemoteFile file) =>
        _options.From switch
        {
            null => file.Address,
            var from when Uri.TryCreate(from, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" => new Uri(
                $"{from.TrimEnd('/')}/{Uri.EscapeDataString(file.Name)}"
            ),
            var folder => new Uri(Path.GetFullPath(Path.Combine(folder, file.Name))),
        };

    private async Task AttemptAsync(RemoteFile file, Uri address, string part, CancellationToken cancellation)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = have > 0 ? new RangeHeaderValue(have, null) : null;
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        _reached = true;
        var range = response.Content.Headers.ContentRange;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && range?.Length == have)
        {
            return;
        }

        if (
            response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable
            || (response.StatusCode == HttpStatusCode.PartialContent && range?.From != have)
        )
        {
            File.Delete(part);
            throw new IOException("the server has another file than the one that was begun.");
        }

        response.EnsureSuccessStatusCode();
        var start = response.StatusCode == HttpStatusCode.PartialContent ? have : 0;
        var total = response.Content.Headers.ContentLength + start;
        await using var target = new FileStream(part, start > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
        await using var source = await response.Content.ReadAsStreamAsync(cancellation);
        await CopyAsync(file, source, target, total, cancellation);
    }

    private async Task CopyAsync(RemoteFile file, Stream source, FileStream target, long? total, CancellationToken cancellation)
    {
        var meter = new DownloadMeter(file.Name, target.Position, total, _options.Time, _progress);
        using var stall = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        var buffer = new byte[1 << 17];
        while (true)
        {
            stall.CancelAfter(_options.StallTimeout);
            int read;
            try
            {
                read = await source.ReadAsync(buffer, either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException($"nothing came for {_options.StallTimeout}.");
            }

            if (read == 0)
            {
                break;
            }

            if (target.Position + read > 2 * file.Bytes)
            {
                throw new DataException(
                    file.Name,
                    2 * file.Bytes,
                    $"the server sends more than twice the {file.Bytes} bytes the file should have."
                );
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
            meter.Report(target.Position);
        }

        if (target.Position < total)
        {
            throw new IOException($"the connection ended after {target.Position} of {total} bytes.");
        }
    }

    // A server that was never reached is not retried for a minute: a closed network stays closed.
    private bool IsTransient(HttpRequestException exception) =>
        exception.StatusCode is { } status
            ? (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            : _reached || exception.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError;

    private static string Reason(Exception exception) =>
        exception switch
        {
            HttpRequestException { StatusCode: { } status } => $"the server answers {(int)status} ({status}).",
            OperationCanceledException => "it did not answer in time.",
            _ => $"{exception.Message.TrimEnd('.')}.",
        };
}
