using System.Net;
using System.Net.Sockets;

namespace Sweep.Coordinator.Notifying;

/// <summary>
/// Tells public internet addresses from those of a machine, a private network or a provider's internal services, using IANA's registries of
/// special-purpose addresses.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork _global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork _translated = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork[] _special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // Special ranges within 2000::/3. The first two embed IPv4 addresses.
            "2001::/23",
            "2002::/16",
            "2001:db8::/32",
            "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        else if (_translated.Contains(address))
            address = new IPAddress(address.GetAddressBytes().AsSpan(12));
        return (address.AddressFamily == AddressFamily.InterNetwork || _global.Contains(address))
            && !Array.Exists(_special, network => network.Contains(address));
    }
}
