using System.Net;
using Microsoft.AspNetCore.Http;

namespace Sweep.Coordinator.Api.Security;

/// <summary>
/// Refuses what the page of another site makes a browser ask. Such a page can reach this machine's own addresses, by a form, a picture or
/// a name that it lets point here; what browsers tell about it gives it away, and other clients do not tell such things.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, ApiOptions options, TokenBook book)
{
    private static readonly string[] _ownSites = ["same-origin", "none"];

    public Task InvokeAsync(HttpContext http) =>
        Refusal(http) is { } why ? ErrorAnswer.WriteAsync(http, ApiErrors.Forbidden(why)) : next(http);

    private string? Refusal(HttpContext http)
    {
        var request = http.Request;
        if (!IsOwnName(http))
        {
            return $"'{Shown(request.Host.Host)}' is not a name of this coordinator: expected localhost, an IP address"
                + $"{string.Concat(options.Hosts.Select(host => ", " + host))}; --hosts adds names.";
        }

        // The page itself may be reached by a link from anywhere.
        if (request.Path == "/" && HttpMethods.IsGet(request.Method))
            return null;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && !_ownSites.Contains(site))
            return "The page of another site asked for this; open this coordinator's own page.";
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOwn(origin, request))
            return $"A page of {Shown(origin)} asked for this, which is not this coordinator's; open its own page.";
        return null;
    }

    /// <summary>
    /// Names that others own can be pointed at this machine (DNS rebinding); the browser then takes their page for ours. Where a token
    /// is asked for that gains nothing; where anybody is let in from other machines, names are not known beforehand.
    /// </summary>
    private bool IsOwnName(HttpContext http)
    {
        var host = http.Request.Host.Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(host, out _)
            || options.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase)
            || (
                options.Hosts.Count == 0
                && (book.IsAsked || http.Connection.LocalIpAddress is { } address && !IPAddress.IsLoopback(address))
            );
    }

    /// <summary>Behind a proxy the scheme may be another.</summary>
    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (
            from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || $"{from.Host}:{from.Port}".Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
        );

    private static string Shown(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
