using System.Net;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads an address to listen on: <c>127.0.0.1:5080</c>, <c>localhost:0</c>, <c>[::1]:5080</c>, <c>0.0.0.0:5080</c>.</summary>
/// <param name="port">The port of the example in error messages.</param>
public sealed class ListenAddress(int port) : ScalarKind<IPEndPoint>
{
    private const string Localhost = "localhost:";

    public override string Expected => $"an IP address or localhost, and a port, such as 127.0.0.1:{port}";

    public override string Format(IPEndPoint value) => value.ToString();

    public override bool TryParse(string text, out IPEndPoint value)
    {
        var numeric = text.StartsWith(Localhost, StringComparison.OrdinalIgnoreCase)
            ? $"{IPAddress.Loopback}:{text[Localhost.Length..]}"
            : text;
        value = null!;
        // Without a port the framework would take 0, which means any. In an IPv6 address without brackets the last colon belongs to the
        // address.
        var colon = numeric.LastIndexOf(':');
        return colon > 0
            && (numeric[colon - 1] == ']' || numeric.IndexOf(':') == colon)
            && ushort.TryParse(numeric.AsSpan(colon + 1), out _)
            && IPEndPoint.TryParse(numeric, out value!);
    }
}
