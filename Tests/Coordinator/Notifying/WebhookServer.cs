using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Sweep.Tests.Coordinator.Notifying;

/// <summary>Takes what webhooks are told, on this machine, and answers as it is told to.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _host;

    private WebhookServer(WebApplication host) => _host = host;

    /// <summary>What came, oldest first.</summary>
    public ConcurrentQueue<(string Path, string? Key, JsonObject Body)> Received { get; } = [];

    /// <summary>Of the answers, in their order; then 204.</summary>
    public ConcurrentQueue<int> Answers { get; } = [];

    /// <summary>Where an answer of 3xx points.</summary>
    public string? Elsewhere { get; set; }

    /// <summary>No answer is given before this.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>With a path that nobody is to see.</summary>
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
