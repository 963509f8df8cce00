using System.Net;

namespace Sweep.Coordinator.Api;

/// <summary>Where and how users reach the coordinator.</summary>
public sealed record ApiOptions
{
    public static ApiOptions Default { get; } = new();

    /// <summary>Of gRPC: address and port; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>Of the web page and of HTTP with JSON; null for neither.</summary>
    public IPEndPoint? Page { get; init; } = new(IPAddress.Loopback, 5081);

    /// <summary>
    /// Whether <see cref="Listen"/> and <see cref="Page"/> may be other addresses than the machine's own loopback without a token being
    /// asked for, or without TLS. Whoever reaches them then steers the cluster, or can listen to who does.
    /// </summary>
    public bool ListenUnprotected { get; init; }

    /// <summary>The addresses that there are.</summary>
    public IEnumerable<IPEndPoint> Addresses => Page is null ? [Listen] : [Listen, Page];
}
