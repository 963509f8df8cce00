using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cli.Running;

/// <summary>The page of <c>sweep run --serve</c> and of <c>sweep serve</c>.</summary>
public sealed partial class ServeTests : IDisposable
{
    private readonly RunFixture _run = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Run_Serve_ShowsAndSteersTheSweepWhileItRuns()
    {
        using var run = SweepProcess.Start(_run.Held(_run.Spec(), "--serve", "--page", "127.0.0.1:0"));
        using var http = Client(await run.ReadToAsync("Page: "));

        var page = await http.GetAsync("/", Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        var sweep = JsonNode.Parse(await http.GetStringAsync("/v1/sweeps/grid", Stop))!["sweep"]!;
        Assert.Equal(("SWEEP_STATE_RUNNING", 8), ((string)sweep["state"]!, (int)sweep["trials"]!["total"]!));
        await Until.TrueAsync(
            "the worker is known",
            async () => JsonNode.Parse(await http.GetStringAsync("/v1/workers", Stop))!["workers"]!.AsArray().Count == 1
        );
        using var steered = await http.PostAsJsonAsync("/v1/sweeps/grid:setPriority", new JsonObject { ["priority"] = 7 }, Stop);
        Assert.Equal(HttpStatusCode.OK, steered.StatusCode);

        _run.Gate.Open();
        Assert.Equal(0, (await run.EndAsync()).Code);
        Assert.Contains("SetPriority", await File.ReadAllTextAsync(Path.Combine(_run.Home, "audit.jsonl"), Stop), StringComparison.Ordinal);
        await _run.AssertCompletedAsync("grid", 8);
    }

    [Fact]
    public async Task Run_PageThatIsTaken_SaysSoAndTheSameCommandGoesOn()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var spec = _run.Spec();
        var (code, _, error) = await SweepProcess.RunAsync(
            _run.Noop(spec, "--page", $"127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}")
        );

        Assert.Equal(2, code);
        Assert.Contains("--page 127.0.0.1:0 takes a free port", error, StringComparison.Ordinal);
        Assert.Equal(0, (await SweepProcess.RunAsync(_run.Noop(spec))).Code);
        await _run.AssertCompletedAsync("grid", 8);
    }

    [Theory]
    [InlineData("0.0.0.0:5081", "other machines reach 0.0.0.0:5081")]
    [InlineData("5081", "expected 127.0.0.1:5081")]
    public async Task Run_PageThatCannotBe_SaysWhatCould(string page, string said)
    {
        var (code, _, error) = await SweepProcess.RunAsync(_run.Noop(_run.Spec(), "--page", page));

        Assert.Equal(2, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_AHome_ShowsItAndChangesNothing()
    {
        Assert.Equal(0, (await SweepProcess.RunAsync(_run.Noop(_run.Spec()))).Code);
        using var serve = SweepProcess.Start("serve", "--home", _run.Home, "--page", "127.0.0.1:0");
        using var http = Client(await serve.ReadToAsync("Page: "));

        Assert.Equal(
            "SWEEP_STATE_COMPLETED",
            (string)JsonNode.Parse(await http.GetStringAsync("/v1/sweeps/grid", Stop))!["sweep"]!["state"]!
        );
        Assert.Equal("viewer", (string)JsonNode.Parse(await http.GetStringAsync("/v1/session", Stop))!["role"]!);
        Assert.Contains("report-data", await http.GetStringAsync("/v1/sweeps/grid/report", Stop), StringComparison.Ordinal);
        using var refused = await http.DeleteAsync("/v1/sweeps/grid", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        // Another process may use the home meanwhile.
        Assert.Equal(0, (await SweepProcess.RunAsync(_run.Noop(_run.Spec("other")))).Code);
        // The slower a home is to read, the longer it is not read again.
        await Until.TrueAsync(
            "the other sweep is shown",
            async () =>
            {
                using var shown = await http.GetAsync("/v1/sweeps/other", Stop);
                return shown.IsSuccessStatusCode
                    && (string?)JsonNode.Parse(await shown.Content.ReadAsStringAsync(Stop))!["sweep"]!["state"] == "SWEEP_STATE_COMPLETED";
            }
        );

        serve.Signal("INT");
        var (code, _, error) = await serve.EndAsync();
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task Serve_EmptyHome_SaysWhatMakesOne()
    {
        var (code, _, error) = await SweepProcess.RunAsync("serve", "--home", _run.Empty);

        Assert.Equal(2, code);
        Assert.Contains("sweep run FILE makes one", error, StringComparison.Ordinal);
    }

    private static HttpClient Client(string line) => new() { BaseAddress = new Uri(Address().Match(line).Value) };

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
