using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sweep.Coordinator.Api.Security;

/// <summary>The cookie of a <see cref="Session"/>. No script reads it, and no other site's page makes a browser send it.</summary>
internal static class SessionCookie
{
    public static string? Read(HttpContext http) => http.Request.Cookies[Name(http)];

    public static void Set(HttpContext http, string value) => http.Response.Cookies.Append(Name(http), value, Options(http));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http));

    /// <summary>
    /// Browsers do not tell ports apart, and two coordinators on one machine must. The prefix makes browsers refuse it from whoever is
    /// not this very host, over TLS.
    /// </summary>
    private static string Name(HttpContext http) =>
        string.Create(CultureInfo.InvariantCulture, $"{(http.Request.IsHttps ? "__Host-" : "")}sweep-session-{http.Connection.LocalPort}");

    private static CookieOptions Options(HttpContext http) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            Path = "/",
            IsEssential = true,
            MaxAge = Sessions.Lifetime,
        };
}
