using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Api.Http;

/// <summary>
/// Two addresses, as without TLS a client cannot say which version of HTTP it speaks: gRPC takes version 2, browsers take version 1.1.
/// Everything is served on both.
/// </summary>
public static class Listeners
{
    /// <summary>UTF-8 takes up to four bytes a character; the rest is for what stands beside the spec.</summary>
    internal const int MaxRequest = (SweepSpec.MaxTextLength * 4) + (64 << 10);

    private const int MaxHeaders = 16 << 10;
    private const int MaxConnections = 1000;

    /// <summary>For the headers of a request to arrive.</summary>
    private static readonly TimeSpan _headersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A stream whose client has gone without a word is noticed after twice this.</summary>
    private static readonly TimeSpan _pingInterval = TimeSpan.FromSeconds(30);

    public static IWebHostBuilder UseListeners(this IWebHostBuilder web, ApiOptions options) => web.UseKestrelCore().ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequest;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = _headersTimeout;
        kestrel.Limits.Http2.KeepAlivePingDelay = _pingInterval;
        kestrel.Limits.Http2.KeepAlivePingTimeout = _pingInterval;
        kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http2);
        if (options.Page is { } page)
            kestrel.Listen(page, listen => listen.Protocols = HttpProtocols.Http1);
    });

    /// <summary>For the line that says that the coordinator is ready.</summary>
    public static string Describe(IEnumerable<string> urls) => urls.ToList() switch
    {
        [var grpc, var page] => $"listening on {grpc} (gRPC), page on {page}",
        var only => $"listening on {only[0]} (gRPC), no page",
    };
}
