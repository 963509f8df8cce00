using System.Reflection;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Coordinator.Api.Http;

/// <summary>
/// <c>/v1/session</c>: who the page is for. POST of a token logs in and sets a cookie, DELETE logs out, GET says how it stands.
/// </summary>
internal sealed class SessionEndpoint(TokenBook book, Sessions sessions, AuditLog audit, ApiOptions options) : IDisposable
{
    /// <summary>A body with a token in it is much smaller.</summary>
    private const int MaxBody = 4096;

    private static readonly string _version = typeof(SessionEndpoint)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    private readonly PartitionedRateLimiter<HttpContext> _attempts = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        RateLimitPartition.GetFixedWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Limits.Logins, Window = 60 * options.Limits.Second }
        )
    );

    /// <summary>How it stands; never an error.</summary>
    public Task GetAsync(HttpContext http)
    {
        var caller = Caller.Of(http);
        return WriteAsync(http, caller?.Role, caller?.Csrf);
    }

    public async Task LogInAsync(HttpContext http)
    {
        if (!book.IsAsked)
        {
            await WriteAsync(http, options.LocalRole, csrf: null).ConfigureAwait(false);
            return;
        }

        using var attempt = _attempts.AttemptAcquire(http);
        if (!attempt.IsAcquired)
        {
            audit.Write(http, who: null, "login", sweep: null, "LIMITED");
            throw ApiErrors.Limited(
                $"Too many attempts to log in: {options.Limits.Logins} a minute are answered (limits.logins).",
                attempt.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : 60 * options.Limits.Second
            );
        }

        if (book.Find(await ReadTokenAsync(http).ConfigureAwait(false)) is not { } token)
        {
            audit.Write(http, who: null, "login", sweep: null, "UNAUTHENTICATED");
            throw ApiErrors.Unauthenticated(
                "The token is not known here: it may have been revoked, or be another coordinator's. sweep-coordinator token list names those that are."
            );
        }

        if (SessionCookie.Read(http) is { } old)
            sessions.End(old);
        var (cookie, session) = sessions.Begin(token);
        SessionCookie.Set(http, cookie);
        audit.Write(http, token.Name, "login", sweep: null, "OK");
        await WriteAsync(http, token.Role, session.Csrf).ConfigureAwait(false);
    }

    /// <summary>Whoever holds the cookie may end its session; a page of another site makes no browser send it.</summary>
    public Task LogOutAsync(HttpContext http)
    {
        if (SessionCookie.Read(http) is { } cookie)
        {
            sessions.End(cookie);
            SessionCookie.Clear(http);
        }

        return WriteAsync(http, book.IsAsked ? null : options.LocalRole, csrf: null);
    }

    public void Dispose() => _attempts.Dispose();

    private Task WriteAsync(HttpContext http, Role? role, string? csrf)
    {
        var answer = new
        {
            authentication = book.IsAsked,
            role = role?.ToString().ToLowerInvariant(),
            csrf,
            version = _version,
            readOnly = options.IsReadOnly,
        };
        return http.Response.WriteAsJsonAsync(answer, http.RequestAborted);
    }

    private static async Task<string> ReadTokenAsync(HttpContext http)
    {
        const string expected = "expected the JSON {\"token\": \"…\"}, of type application/json";
        if (!http.Request.HasJsonContentType() || http.Request.ContentLength > MaxBody)
            throw ApiErrors.InvalidRequest($"The body: {expected}.");
        var buffer = new byte[MaxBody + 1];
        var length = await http
            .Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted)
            .ConfigureAwait(false);
        try
        {
            using var body = JsonDocument.Parse(buffer.AsMemory(0, Math.Min(length, MaxBody)));
            return body.RootElement.GetProperty("token").GetString() ?? throw ApiErrors.InvalidRequest($"token: {expected}.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw ApiErrors.InvalidRequest($"The body: {expected}.");
        }
    }
}
