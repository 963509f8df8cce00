using System.Net;
using System.Net.Sockets;

namespace Sweep.Tests.Cluster.Running;

/// <summary>Ports of this machine's loopback.</summary>
internal static class Ports
{
    /// <summary>One that nobody listens at now; another program may take it before it is used.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
