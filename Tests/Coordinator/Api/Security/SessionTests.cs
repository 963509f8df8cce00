using System.Net;
using System.Text.Json.Nodes;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Tests.Coordinator.Api.Security;

/// <summary>A browser that logs in.</summary>
public class SessionTests
{
    [Fact]
    public async Task Get_NoTokenWasEverMade_AsksForNothing()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        var session = (await http.AskAsync("/v1/session")).Json;

        Assert.Equal((false, "operator", null), ((bool)session["authentication"]!, (string?)session["role"], (string?)session["csrf"]));
        Assert.NotEmpty((string)session["version"]!);
        Assert.False((bool)session["readOnly"]!);
    }

    [Fact]
    public async Task LogIn_WithAToken_GivesACookieThatActsWithItsCsrf()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        var token = server.AddToken("ada", Role.Operator);
        var session = (await http.AskAsync("/v1/session")).Json;
        Assert.Equal((true, null), ((bool)session["authentication"]!, (string?)session["role"]));

        var login = await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonObject { ["token"] = token });
        Assert.Equal((HttpStatusCode.OK, "operator"), (login.Code, (string?)login.Json["role"]));
        var cookie = login.Headers["Set-Cookie"];
        Assert.All(
            ["httponly", "samesite=strict", "path=/", "max-age="],
            part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase)
        );
        Assert.DoesNotContain(token, cookie + login.Text, StringComparison.Ordinal);

        // HttpClient keeps the cookie, as a browser does.
        var csrf = (string)login.Json["csrf"]!;
        Assert.Equal(csrf, (string)(await http.AskAsync("/v1/session")).Json["csrf"]!);
        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps")).Code);
        var body = new JsonObject { ["spec"] = Specs.Small };
        Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN"), Of(await http.AskAsync(HttpMethod.Post, "/v1/sweeps", body)));
        Assert.Equal(
            (HttpStatusCode.Forbidden, "FORBIDDEN"),
            Of(await http.AskAsync(HttpMethod.Post, "/v1/sweeps", body, (TokenAuthentication.CsrfHeader, csrf + "x")))
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await http.AskAsync(HttpMethod.Post, "/v1/sweeps", body, (TokenAuthentication.CsrfHeader, csrf))).Code
        );

        await http.AskAsync(HttpMethod.Delete, "/v1/session");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.AskAsync("/v1/sweeps", ("Cookie", cookie.Split(';')[0]))).Code);
    }

    [Fact]
    public async Task Session_ItsTokenIsRevoked_Ends()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonObject { ["token"] = server.AddToken("ada", Role.Viewer) });
        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps")).Code);
        server.RevokeToken("ada");

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), Of(await http.AskAsync("/v1/sweeps")));
        Assert.Null((string?)(await http.AskAsync("/v1/session")).Json["role"]);
    }

    [Fact]
    public async Task LogIn_WhatIsNoToken_IsRefusedAndAfterAFewTriesLimited()
    {
        await using var server = await ApiServer.StartAsync(with: options =>
            options with
            {
                Limits = options.Limits with { Logins = 3, Second = TimeSpan.FromMinutes(1) },
            }
        );
        using var http = server.NewHttp();
        server.AddToken("ada", Role.Operator);

        Assert.Equal(
            (HttpStatusCode.BadRequest, "INVALID_REQUEST"),
            Of(await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonArray()))
        );
        Assert.Equal(
            (HttpStatusCode.BadRequest, "INVALID_REQUEST"),
            Of(await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonObject { ["token"] = 7 }))
        );
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "UNAUTHENTICATED"),
            Of(await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonObject { ["token"] = "guess" }))
        );
        var limited = await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonObject { ["token"] = "guess" });
        Assert.Equal((HttpStatusCode.TooManyRequests, "LIMITED"), Of(limited));
        Assert.True(int.Parse(limited.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) is > 0 and <= 3600);
    }

    [Fact]
    public void Find_AfterItsLifetime_IsGone()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var sessions = new Sessions(time);
        var (cookie, session) = sessions.Begin(new AccessToken("ada", Role.Viewer, AccessToken.HashOf("x"), time.GetUtcNow()));
        time.Advance(Sessions.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(session, sessions.Find(cookie));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(sessions.Find(cookie));
    }

    [Fact]
    public void Begin_MoreThanAreKept_EndsTheOldest()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var sessions = new Sessions(time);
        var cookies = Enumerable
            .Range(0, 1001)
            .Select(_ =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return sessions.Begin(new AccessToken("ada", Role.Viewer, AccessToken.HashOf("x"), time.GetUtcNow())).Cookie;
            })
            .ToList();

        Assert.Null(sessions.Find(cookies[0]));
        Assert.NotNull(sessions.Find(cookies[1]));
    }

    private static (HttpStatusCode, string) Of(HttpAnswer answer) => (answer.Code, answer.Reason);
}
