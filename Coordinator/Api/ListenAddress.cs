using System.Net;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Coordinator.Api;

/// <summary>An address to listen on, as users write it: <c>127.0.0.1:5080</c>, <c>localhost:0</c>, <c>[::1]:5080</c>, <c>0.0.0.0:5080</c>.</summary>
public sealed class ListenAddress : ScalarKind<IPEndPoint>
{
    private const string Localhost = "localhost:";

    public override string Expected => "an IP address or localhost, and a port, such as 127.0.0.1:5080";

    public override string Format(IPEndPoint value) => value.ToString();

    public override bool TryParse(string text, out IPEndPoint value)
    {
        var numeric = text.StartsWith(Localhost, StringComparison.OrdinalIgnoreCase) ? $"{IPAddress.Loopback}:{text[Localhost.Length..]}" : text;
        value = null!;
        // Without a port the framework takes 0, which means any; in a bare address of version 6 the last colon is no port's.
        var colon = numeric.LastIndexOf(':');
        return colon > 0 && (numeric[colon - 1] == ']' || numeric.IndexOf(':') == colon)
            && ushort.TryParse(numeric.AsSpan(colon + 1), out _)
            && IPEndPoint.TryParse(numeric, out value!);
    }

    /// <summary>Why the addresses must not be listened on; null when they may.</summary>
    public static string? Refuse(ApiOptions options)
    {
        if (options.ListenUnprotected || options.Addresses.FirstOrDefault(address => !IPAddress.IsLoopback(address.Address)) is not { } open)
            return null;
        return $"{(open == options.Page ? "page" : "listen")}: other machines reach {open}, and this release asks nobody who they are: whoever reaches it steers the cluster. "
            + "Listen on 127.0.0.1, which ssh -L or kubectl port-forward reach from elsewhere, or, where something else protects the network, add --listen-unprotected.";
    }
}
