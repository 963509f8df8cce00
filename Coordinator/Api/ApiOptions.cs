using System.Net;

namespace Sweep.Coordinator.Api;

/// <summary>Where and how users reach the coordinator.</summary>
public sealed record ApiOptions
{
    public static ApiOptions Default { get; } = new();

    /// <summary>Address and port; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>
    /// Whether <see cref="Listen"/> may be another address than the machine's own loopback. Nobody is asked who they are, so
    /// whoever reaches the address steers the cluster.
    /// </summary>
    public bool ListenUnprotected { get; init; }
}
