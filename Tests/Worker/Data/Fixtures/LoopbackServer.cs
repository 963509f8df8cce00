using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sweep.Tests.Worker.Data.Fixtures;

/// <summary>An HTTP server on a free port of the loopback. It can also break connections, stall, send wrong answers and redirect.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly Lock _lock = new();

    public LoopbackServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <param name="Path">The requested path, with the leading slash.</param>
    /// <param name="From">The first byte of the requested range; null without a range.</param>
    public sealed record Request(string Path, long? From);

    public sealed record Reply(int Status, byte[] Body)
    {
        /// <summary>Number of bytes of the body after which the connection is broken; null sends everything.</summary>
        public int? CutAfter { get; init; }

        /// <summary>True keeps the connection open after the cut, without sending more.</summary>
        public bool Stall { get; init; }

        public string Headers { get; init; } = "";
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>All requests so far. Read it only while no request is running.</summary>
    public List<Request> Requests { get; } = [];

    /// <summary>Number of requests so far; it may be read while more arrive.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return Requests.Count;
            }
        }
    }

    /// <summary>The answers by path; other paths get 404.</summary>
    public Dictionary<string, Func<Request, Reply>> Routes { get; } = [];

    /// <summary>Serves a file and supports ranges.</summary>
    public static Func<Request, Reply> Content(byte[] bytes) =>
        request =>
            request.From switch
            {
                null => new Reply(200, bytes),
                var from when from < bytes.Length => new Reply(206, bytes[(int)from..])
                {
                    Headers = Invariant($"Content-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}\r\n"),
                },
                _ => new Reply(416, []) { Headers = Invariant($"Content-Range: bytes */{bytes.Length}\r\n") },
            };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var held = client;
        try
        {
            await using var stream = client.GetStream();
            var request = await ReadAsync(stream);
            lock (_lock)
            {
                Requests.Add(request);
            }

            var reply = Routes.TryGetValue(request.Path, out var route) ? route(request) : new Reply(404, []);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    Invariant(
                        $"HTTP/1.1 {reply.Status} Status\r\nContent-Length: {reply.Body.Length}\r\nConnection: close\r\n{reply.Headers}\r\n"
                    )
                ),
                _stop.Token
            );
            await stream.WriteAsync(reply.Body.AsMemory(0, reply.CutAfter ?? reply.Body.Length), _stop.Token);
            if (reply.Stall)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client closed the connection, or the test ended.
        }
    }

    private async Task<Request> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[1024];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            if (read == 0)
            {
                break;
            }
        }

        var lines = text.ToString().Split("\r\n");
        var range = lines.FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
        return new Request(
            lines[0].Split(' ')[1],
            range is null ? null : long.Parse(range["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
        );
    }
}
