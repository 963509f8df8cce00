using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Security;

/// <summary>Tokens through the real programs: what is made with one counts at once for the other, and nobody repeats a secret.</summary>
public class SecretTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_MadeUsedAndRevokedWhileTheCoordinatorRuns_IsNowhereToBeRead()
    {
        await using var cluster = await TestCluster.StartAsync(with: cluster =>
            cluster.CoordinatorFlags = [.. cluster.CoordinatorFlags, "--log-level", "debug"]
        );
        using var http = new HttpClient { BaseAddress = cluster.Page };
        foreach (var path in (string[])["/v1/sweeps", "/metrics"])
        {
            using var open = await http.GetAsync(path, Stop);
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }

        var (code, said) = await ClusterProcess.RunAsync(
            "sweep-coordinator",
            "token",
            "add",
            "ada",
            "--role",
            "operator",
            "--home",
            cluster.Home
        );
        Assert.True(code == 0, said);
        var token = said.Split('\n').Single(line => line.StartsWith("sweep_", StringComparison.Ordinal)).Trim();
        foreach (var path in (string[])["/v1/sweeps", "/metrics"])
        {
            using var closed = await http.GetAsync(path, Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        }

        using var login = await http.PostAsJsonAsync("/v1/session", new JsonObject { ["token"] = token }, Stop);
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=', 2)[1];
        var csrf = (string)(await login.Content.ReadFromJsonAsync<JsonObject>(Stop))!["csrf"]!;
        using (var bearer = new HttpClient { BaseAddress = cluster.Page })
        {
            bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var paused = await bearer.PostAsJsonAsync("/v1/sweeps/none:pause", new JsonObject(), Stop);
            Assert.Equal(HttpStatusCode.NotFound, paused.StatusCode);
            Assert.Contains("\nsweep_coordinator_leading{", await bearer.GetStringAsync("/metrics", Stop), StringComparison.Ordinal);
        }

        var arguments = string.Join(
            '\n',
            Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(ReadArguments)
        );
        (code, said) = await ClusterProcess.RunAsync("sweep-coordinator", "token", "revoke", "ada", "--home", cluster.Home);
        Assert.True(code == 0, said);
        using (var closed = await http.GetAsync("/v1/sweeps", Stop))
            Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);

        var files = Directory
            .GetFiles(cluster.Home, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".json" or ".jsonl")
            .Select(File.ReadAllText)
            .ToList();
        foreach (var secret in new[] { token, cookie, csrf })
            Assert.All([cluster.Said(), arguments, .. files], text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains("\"who\":\"ada\"", File.ReadAllText(Path.Combine(cluster.Home, "audit.jsonl")), StringComparison.Ordinal);
    }

    private static string ReadArguments(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
