using System.Net;
using System.Text.Json.Nodes;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Tests.Coordinator.Api.Security;

/// <summary>What another site's page makes a browser ask.</summary>
public class OriginTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5081")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task AnyRequest_NameOfAnother_IsRefused(string host)
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        foreach (var path in new[] { "/", "/v1/sweeps", "/v1/session" })
        {
            var answer = await http.AskAsync(path, ("Host", host));
            Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN"), (answer.Code, answer.Reason));
            Assert.Contains("--hosts", answer.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:8081")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]:5081")]
    [InlineData("sweep.localhost")]
    public async Task AnyRequest_OwnName_IsAnswered(string host)
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();

        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps", ("Host", host))).Code);
    }

    [Fact]
    public async Task AnyRequest_NamesAreSet_TakesOneOfThem()
    {
        await using var server = await ApiServer.StartAsync(with: options => options with { Hosts = ["sweep.example.org"] });
        using var http = server.NewHttp();

        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps", ("Host", "sweep.example.org"))).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.AskAsync("/v1/sweeps", ("Host", "other.example.org"))).Code);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task AnyRequest_FromAnotherSitesPage_IsRefused(string header, string value)
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await http.AskAsync(HttpMethod.Post, "/v1/sweeps", new JsonObject { ["spec"] = Specs.Small }, (header, value))).Code
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await http.AskAsync("/v1/sweeps", (header, value))).Code);
        server.AddToken("ada", Role.Operator);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await http.AskAsync(HttpMethod.Post, "/v1/session", new JsonObject { ["token"] = "x" }, (header, value))).Code
        );
    }

    [Fact]
    public async Task AnyRequest_FromItsOwnPage_IsAnswered()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        var answer = await http.AskAsync(
            HttpMethod.Post,
            "/v1/sweeps",
            new JsonObject { ["spec"] = Specs.Small },
            ("Origin", server.Page.GetLeftPart(UriPartial.Authority)),
            ("Sec-Fetch-Site", "same-origin")
        );

        Assert.Equal(HttpStatusCode.OK, answer.Code);
    }

    [Fact]
    public async Task AnyAnswer_HasTheHeadersThatHoldBrowsersBack()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        foreach (var path in new[] { "/v1/sweeps", "/v1/nothing", "/v1/session", "/" })
        {
            var headers = (await http.AskAsync(path)).Headers;
            Assert.Equal(("nosniff", "no-referrer"), (headers["X-Content-Type-Options"], headers["Referrer-Policy"]));
            Assert.Contains("default-src 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Equal(path == "/" ? "no-cache" : "no-store", headers["Cache-Control"]);
            Assert.False(headers.ContainsKey("Server"));
            Assert.False(headers.ContainsKey("Access-Control-Allow-Origin"));
        }
    }
}
