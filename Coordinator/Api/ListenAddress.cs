using System.Net;

namespace Sweep.Coordinator.Api;

/// <summary>The address to listen on, as users write it: <c>127.0.0.1:5080</c>, <c>localhost:0</c>, <c>[::1]:5080</c>, <c>0.0.0.0:5080</c>.</summary>
public static class ListenAddress
{
    public const string Expected = "an IP address (or localhost) and a port, such as 127.0.0.1:5080";

    /// <summary>Null when the text is none.</summary>
    public static IPEndPoint? TryParse(string text)
    {
        const string Name = "localhost:";
        var number = text.StartsWith(Name, StringComparison.OrdinalIgnoreCase) ? $"{IPAddress.Loopback}:{text[Name.Length..]}" : text;
        // Without a port, the framework would take 0, which means any.
        var hasPort = number.LastIndexOf(':') is > 0 and var colon && colon < number.Length - 1 && number.IndexOf(']', colon) < 0 && (number[0] == '[' || number.IndexOf(':') == colon);
        return hasPort && IPEndPoint.TryParse(number, out var address) ? address : null;
    }

    /// <summary>Why the address must not be listened on; null when it may.</summary>
    public static string? Refuse(ApiOptions options) =>
        IPAddress.IsLoopback(options.Listen.Address) || options.ListenUnprotected ? null
            : $"--listen {options.Listen}: other machines reach this address, and this release asks nobody who they are: whoever reaches it steers the cluster. "
                + "Listen on 127.0.0.1 (ssh -L, or kubectl port-forward, reaches it from elsewhere), or, where something else protects the network, add --listen-unprotected.";
}
