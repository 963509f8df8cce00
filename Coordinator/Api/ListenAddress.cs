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
    /// <param name="isTokenAsked">Whether the home has a token; null when that is not known yet.</param>
    public static string? Refuse(ApiOptions options, bool? isTokenAsked)
    {
        if (options.ListenUnprotected || options.Addresses.FirstOrDefault(address => !IPAddress.IsLoopback(address.Address)) is not { } open)
            return null;
        var lack = options.Tls is null ? "there is no TLS (--tls-certificate FILE --tls-key FILE), so tokens and results could be read on the way"
            : isTokenAsked == false ? "no token has been made, so whoever reaches it would steer the cluster. sweep-coordinator token add NAME --role operator makes one"
            : null;
        return lack is null ? null
            : $"{(open.Equals(options.Page) ? "page" : "listen")}: other machines reach {open}, and {lack}. "
                + "Or listen on 127.0.0.1, which ssh -L and kubectl port-forward reach from elsewhere; or, where something else protects the network, add --listen-unprotected.";
    }
}
