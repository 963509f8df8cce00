using System.Net;

namespace Sweep.Coordinator.Api;

/// <summary>An address that other machines reach.</summary>
public static class OpenAddress
{
    /// <summary>Why the addresses must not be listened on; null when they may.</summary>
    /// <param name="isTokenAsked">Whether the home has a token; null when that is not known yet.</param>
    public static string? Refuse(ApiOptions options, bool? isTokenAsked)
    {
        if (
            options.ListenUnprotected || options.Addresses.FirstOrDefault(address => !IPAddress.IsLoopback(address.Address)) is not { } open
        )
        {
            return null;
        }

        var lack =
            options.Tls is null ? "there is no TLS (--tls-certificate FILE --tls-key FILE), so tokens and results could be read on the way"
            : isTokenAsked == false
                ? "no token has been made, so whoever reaches it would steer the cluster. sweep-coordinator token add NAME --role operator makes one"
            : null;
        return lack is null
            ? null
            : $"{(open.Equals(options.Page) ? "page" : "listen")}: other machines reach {open}, and {lack}. "
                + "Or listen on 127.0.0.1, which ssh -L and kubectl port-forward reach from elsewhere; or, where something else protects the network, add --listen-unprotected.";
    }
}
