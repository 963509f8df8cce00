using System.Security.Cryptography.X509Certificates;

namespace Sweep.Client.Connecting;

/// <summary>How connections to a coordinator are made.</summary>
internal static class ServerHandler
{
    /// <summary>A coordinator that is there accepts at once.</summary>
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A connection that is cut without a word is noticed within these two.</summary>
    private static readonly TimeSpan _pingDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _pingTimeout = TimeSpan.FromSeconds(10);

    public static SocketsHttpHandler Of(Connection connection)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _connectTimeout,
            KeepAlivePingDelay = _pingDelay,
            KeepAlivePingTimeout = _pingTimeout,

            // The variables for proxies are about the web: a plain HTTP proxy does not pass HTTP/2 on.
            UseProxy = connection.Address.Scheme == Uri.UriSchemeHttps,
        };
        if (connection.Authorities is { } authorities)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }
}
