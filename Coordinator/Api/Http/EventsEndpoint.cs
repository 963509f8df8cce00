using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Sweep.Api.V1;
using Sweep.Coordinator.Watching;

namespace Sweep.Coordinator.Api.Http;

/// <summary>
/// <c>GET /v1/events</c>: Watch as server-sent events named <c>watch</c>, whose id is the sequence to go on from. When the sweep that
/// was asked for has ended and all is told, an event <c>end</c> says so; a browser's EventSource would else come back for ever.
/// </summary>
internal sealed class EventsEndpoint(SweepWatch watch, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>What is between two signs of life at most; proxies cut connections that are silent for a minute.</summary>
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(15);

    private static readonly byte[] _sign = ":\n\n"u8.ToArray();

    public async Task ServeAsync(HttpContext http)
    {
        var request = Read(http.Request);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await using var news = watch.WatchAsync(request, end.Token).GetAsyncEnumerator(end.Token);
        var more = news.MoveNextAsync().AsTask();
        try
        {
            // Of a sweep that is not there, the answer is an error and no stream.
            await Task.WhenAny(more, Task.Delay(_heartbeat, time, end.Token)).ConfigureAwait(false);
            if (more.IsFaulted)
                await more.ConfigureAwait(false);

            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            await WriteAsync(http, "retry: 2000\n\n"u8.ToArray(), end.Token).ConfigureAwait(false);
            while (await IsMoreAsync(more, http, end.Token).ConfigureAwait(false))
            {
                await WriteAsync(http, Event(news.Current), end.Token).ConfigureAwait(false);
                more = news.MoveNextAsync().AsTask();
            }

            await WriteAsync(http, "event: end\ndata: {}\n\n"u8.ToArray(), end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has gone, or comes back to the coordinator that follows this one.
        }
        finally
        {
            // It cannot be disposed of while it moves.
            await end.CancelAsync().ConfigureAwait(false);
            await more.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the next message, with signs of life.</summary>
    private async Task<bool> IsMoreAsync(Task<bool> more, HttpContext http, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await more.WaitAsync(_heartbeat, time, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!more.IsCompleted)
            {
                await WriteAsync(http, _sign, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static byte[] Event(WatchResponse message) =>
        [
            .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: watch\nid: {message.Sequence}\ndata: ")),
            .. MessageJson.Serialize(message),
            .. "\n\n"u8,
        ];

    private static async Task WriteAsync(HttpContext http, byte[] bytes, CancellationToken cancellation)
    {
        await http.Response.Body.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        await http.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A browser that comes back says with a header where it was; the address is as it was at first.</summary>
    private static WatchRequest Read(HttpRequest request)
    {
        var watch = new WatchRequest { Name = request.Query["name"].ToString() };
        var (name, text) = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last
            ? ("Last-Event-ID", last)
            : ("afterSequence", request.Query["afterSequence"].ToString());
        if (text.Length > 0)
        {
            watch.AfterSequence = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                ? sequence
                : throw ApiErrors.InvalidRequest($"{name}: expected the id of an event, or 0.");
        }

        if (request.Query["interval"].ToString() is { Length: > 0 } interval)
            watch.Interval = Interval(interval);
        return watch;
    }

    private static Duration Interval(string text)
    {
        try
        {
            return JsonParser.Default.Parse<Duration>($"\"{text}\"");
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw ApiErrors.InvalidRequest("interval: expected seconds such as 2s or 0.5s.");
        }
    }
}
