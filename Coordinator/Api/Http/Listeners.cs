using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Api.Security;

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

    public static IWebHostBuilder UseListeners(this IWebHostBuilder web, ApiOptions options) =>
        web.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MaxRequest;
                kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
                kestrel.Limits.MaxConcurrentConnections = MaxConnections;
                kestrel.Limits.RequestHeadersTimeout = _headersTimeout;
                kestrel.Limits.Http2.KeepAlivePingDelay = _pingInterval;
                kestrel.Limits.Http2.KeepAlivePingTimeout = _pingInterval;
                var tls = options.Tls is null
                    ? null
                    : new ServerCertificate(
                        options.Tls,
                        kestrel.ApplicationServices.GetRequiredService<TimeProvider>(),
                        kestrel.ApplicationServices.GetRequiredService<ILogger<ServerCertificate>>()
                    );
                if (options.Listen is { } grpc)
                    kestrel.Listen(grpc, listen => listen.Speak(HttpProtocols.Http2, tls));
                if (options.Page is { } page)
                    kestrel.Listen(page, listen => listen.Speak(HttpProtocols.Http1, tls));
            });

    /// <param name="clear">Without TLS; with it client and server agree on a version.</param>
    private static void Speak(this ListenOptions listen, HttpProtocols clear, ServerCertificate? tls)
    {
        listen.Protocols = tls is null ? clear : HttpProtocols.Http1AndHttp2;
        if (tls is not null)
        {
            listen.UseHttps(
                new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ =>
                        ValueTask.FromResult(
                            new SslServerAuthenticationOptions
                            {
                                ServerCertificateContext = tls.Current,
                                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                            }
                        ),
                }
            );
        }
    }

    /// <summary>For the line that says that the coordinator is ready.</summary>
    public static string Describe(IEnumerable<string> urls, ApiOptions options, bool isTokenAsked)
    {
        var all = urls.ToList();
        var who = (options.IsOpen, isTokenAsked) switch
        {
            (_, true) => "a token is asked for",
            (true, false) => "UNPROTECTED: no token is asked for, and other machines reach it",
            _ => "no token is asked for, as only this machine reaches it",
        };
        return $"listening on {all[0]} (gRPC), {(all.Count > 1 ? $"page on {all[1]}" : "no page")}; {who}";
    }
}
