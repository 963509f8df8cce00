using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Notifying;

/// <summary>
/// Sends one message to a webhook. It follows no redirection and uses no proxy, since either would reach other addresses than were allowed.
/// It connects to the very address that was checked, so that a host name cannot change in between. Safe for concurrent use.
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly WebhookPolicy _policy;
    private readonly NotifyOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _strict;
    private readonly HttpClient _free;

    public WebhookClient(WebhookPolicy policy, NotifyOptions options, TimeProvider time)
    {
        (_policy, _options, _time) = (policy, options, time);
        (_strict, _free) = (Make(policy.Choose), Make((_, all) => [.. all]));
    }

    /// <param name="isOperators">Whether the operator has chosen the webhook, which may then be on any host.</param>
    public async Task<Delivery> SendAsync(Webhook webhook, bool isOperators, NoticeMessage message, CancellationToken cancellation)
    {
        if (!isOperators && _policy.Refuse(webhook) is { } refusal)
            return Delivery.Never(refusal);
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Address)
            {
                Content = JsonContent.Create(message, options: NoticeMessage.Json),
            };
            // Some servers do not accept chunked requests.
            await request.Content.LoadIntoBufferAsync(either.Token).ConfigureAwait(false);
            request.Headers.Add("Idempotency-Key", message.Id);
            using var answer = await (isOperators ? _free : _strict)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
            return Judge(webhook.Host, answer);
        }
        catch (HttpRequestException error)
        {
            return error.InnerException is RefusedAddressException
                ? Delivery.Never(error.InnerException.Message)
                : Delivery.Later(Explain(webhook.Host, error));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Delivery.Later($"{webhook.Host} did not answer within {_options.Timeout.TotalSeconds:0.#} s");
        }
    }

    public void Dispose()
    {
        _strict.Dispose();
        _free.Dispose();
    }

    private static HttpClient Make(Func<Uri, IReadOnlyList<IPAddress>, IPAddress[]> choose)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            // The request is not traced, because traces would show the secret address to their collector.
            ActivityHeadersPropagator = null,
            // Addresses are checked again before long.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = (context, cancellation) => ConnectAsync(context, choose, cancellation),
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("sweep", null));
        return client;
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        Func<Uri, IReadOnlyList<IPAddress>, IPAddress[]> choose,
        CancellationToken cancellation
    )
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = choose(
            context.InitialRequestMessage.RequestUri!,
            await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false)
        );
        if (addresses.Length == 0)
            throw new RefusedAddressException(WebhookPolicy.NotPublic(host));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A server's answer about the request itself will not change with another try.</summary>
    private static Delivery Judge(string host, HttpResponseMessage answer) =>
        (int)answer.StatusCode switch
        {
            >= 200 and < 300 => Delivery.Done,
            408 or 425 or 429 or >= 500 => Delivery.Later($"{host} answers {(int)answer.StatusCode}") with
            {
                After = answer.Headers.RetryAfter?.Delta,
            },
            >= 300 and < 400 => Delivery.Never($"{host} answers {(int)answer.StatusCode} and points elsewhere, which is not followed"),
            _ => Delivery.Never($"{host} answers {(int)answer.StatusCode}"),
        };

    /// <summary>The framework's own messages may contain the requested address.</summary>
    private static string Explain(string host, HttpRequestException error) =>
        error switch
        {
            { HttpRequestError: HttpRequestError.NameResolutionError } => $"there is no host {host}",
            { HttpRequestError: HttpRequestError.SecureConnectionError } => $"no secure connection to {host}",
            { InnerException: SocketException socket } => $"{host} cannot be reached ({socket.SocketErrorCode})",
            _ => $"{host} gave no answer ({error.HttpRequestError})",
        };

    private sealed class RefusedAddressException(string message) : Exception(message);
}

/// <summary>The result of one try.</summary>
/// <param name="Problem">Null when the notice was accepted.</param>
/// <param name="IsFinal">Whether another try would fail in the same way.</param>
internal sealed record Delivery(string? Problem, bool IsFinal)
{
    public static Delivery Done { get; } = new(null, true);

    /// <summary>How long the server asked to wait; null when it did not say.</summary>
    public TimeSpan? After { get; init; }

    public static Delivery Later(string problem) => new(problem, false);

    public static Delivery Never(string problem) => new(problem, true);
}
