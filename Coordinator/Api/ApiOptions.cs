using System.Net;
using Sweep.Coordinator.Api.Limits;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Coordinator.Api;

/// <summary>Where and how users reach the coordinator.</summary>
public sealed record ApiOptions
{
    public static ApiOptions Default { get; } = new();

    /// <summary>Of gRPC: address and port; port 0 takes a free one. Null when there is <see cref="Page"/> alone.</summary>
    public IPEndPoint? Listen { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>Of the web page and of HTTP with JSON; null for neither.</summary>
    public IPEndPoint? Page { get; init; } = new(IPAddress.Loopback, 5081);

    /// <summary>
    /// Whether <see cref="Listen"/> and <see cref="Page"/> may be other addresses than the machine's own loopback without TLS or without a
    /// token. Whoever reaches them then steers the cluster, or can listen to who does.
    /// </summary>
    public bool ListenUnprotected { get; init; }

    /// <summary>PEM files; null for no TLS.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Names of the coordinator, beside localhost and addresses. When there are some, a request for another host is refused.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether everybody is a viewer: nothing is executed here, and nothing stored.</summary>
    public bool IsReadOnly { get; init; }

    public ApiLimits Limits { get; init; } = ApiLimits.Default;

    /// <summary>The addresses that there are.</summary>
    public IEnumerable<IPEndPoint> Addresses => new[] { Listen, Page }.OfType<IPEndPoint>();

    /// <summary>What whoever reaches the coordinator may do while no token is asked for.</summary>
    internal Role LocalRole => IsReadOnly ? Role.Viewer : Role.Operator;

    /// <summary>Whether other machines reach one of them.</summary>
    public bool IsOpen => Addresses.Any(address => !IPAddress.IsLoopback(address.Address));
}
