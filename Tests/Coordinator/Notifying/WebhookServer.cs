using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Sweep.Tests.Coordinator.Notifying;

/// <summary>A server on this machine that records the requests to webhooks and answers as configured.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _host;

    private WebhookServer(WebApplication host) => _host = host;

    /// <summary>The requests received, oldest first.</summary>
    public ConcurrentQueue<(string Path, string? Key, JsonObject Body)> Received { get; } = [];

    /// <summary>The status codes of the next answers, in order; afterwards 204.</summary>
    public ConcurrentQueue<int> Answers { get; } = [];

    /// <summary>The target of a 3xx answer.</summary>
    public string? Elsewhere { get; set; }

    /// <summary>No answer is sent before this completes.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>An address whose path is secret.</summary>
    public string Address => $"{_host.Urls.Single()}/hooks/secret-token";

    public static async Task<WebhookServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new WebhookServer(builder.Build());
        server._host.Run(server.TakeAsync);
        await server._host.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync()
    {
        Gate?.TrySetResult();
        return _host.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        Received.Enqueue((http.Request.Path, http.Request.Headers["Idempotency-Key"], body));
        if (Gate is { } gate)
            await gate.Task;
        http.Response.StatusCode = Answers.TryDequeue(out var status) ? status : 204;
        if (http.Response.StatusCode is >= 300 and < 400)
            http.Response.Headers.Location = Elsewhere;
    }
}
