using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>A Prometheus of the test's own, with the rules of k8s/prometheus, which scrapes programs of a cluster every second.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _http;

    private Prometheus(Process process, string folder, int port)
    {
        (_process, _folder) = (process, folder);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public static string Rules => Path.Combine(Repository.Root, "k8s", "prometheus", "rules.yaml");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Returns when every program has been scraped.</summary>
    public static async Task<Prometheus> StartAsync(ClusterProcess coordinator, params ClusterProcess[] workers)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-prometheus-").FullName;
        var configuration = Path.Combine(folder, "prometheus.yaml");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["{{Rules}}"]
            scrape_configs:
              - job_name: sweep-coordinator
                static_configs: [{ targets: ["{{coordinator.Metrics.Authority}}"], labels: { namespace: test } }]
              - job_name: sweep-worker
                static_configs: [{ targets: [{{string.Join(
                ", ",
                workers.Select(worker => $"\"{worker.Metrics.Authority}\"")
            )}}], labels: { namespace: test } }]
            """,
            Stop
        );
        for (var tries = 1; ; tries++)
        {
            var prometheus = Begin(folder, configuration);
            try
            {
                await prometheus.BeginsAsync();
                await prometheus.HasAsync($"count(up == 1) == {1 + workers.Length}");
                return prometheus;
            }
            // Another program may have taken the port in between.
            catch (InvalidOperationException) when (tries < 5)
            {
                await prometheus.EndAsync();
            }
            catch
            {
                await prometheus.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>What an expression yields now: a sample a series.</summary>
    public async Task<JsonArray> AskAsync(string expression) =>
        await AskAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}", expression);

    /// <summary>The last <paramref name="span"/>, in 60 steps: the series with their points.</summary>
    public async Task<JsonArray> AskRangeAsync(string expression, TimeSpan span)
    {
        // A scalar: the moment, twice.
        var end = (await AskAsync("time()"))[0]!.GetValue<double>();
        return await AskAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"/api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={end - span.TotalSeconds}&end={end}&step={span.TotalSeconds / 60}"
            ),
            expression
        );
    }

    /// <summary>Waits until an expression yields something.</summary>
    public Task HasAsync(string expression) =>
        Until.TrueAsync($"Prometheus has {expression}", async () => (await AskAsync(expression)).Count > 0);

    /// <summary>promtool on some input; returns its exit code and what it says.</summary>
    public static async Task<(int Code, string Said)> CheckAsync(string input, params string[] arguments)
    {
        using var tool = Process.Start(
            new ProcessStartInfo("promtool", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = Task.WhenAll(tool.StandardOutput.ReadToEndAsync(Stop), tool.StandardError.ReadToEndAsync(Stop));
        await tool.StandardInput.WriteAsync(input);
        tool.StandardInput.Close();
        await tool.WaitForExitAsync(Stop);
        return (tool.ExitCode, string.Concat(await said));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Prometheus Begin(string folder, string configuration)
    {
        var port = Ports.Free();
        var start = new ProcessStartInfo(
            "prometheus",
            [
                $"--config.file={configuration}",
                $"--storage.tsdb.path={Path.Combine(folder, "data")}",
                $"--web.listen-address=127.0.0.1:{port}",
                "--log.level=error",
            ]
        );
        return new Prometheus(Process.Start(start)!, folder, port);
    }

    /// <exception cref="InvalidOperationException">It has ended.</exception>
    private Task BeginsAsync() =>
        Until.TrueAsync(
            "Prometheus is ready",
            async () =>
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"Prometheus ended with {_process.ExitCode}.");
                try
                {
                    using var answer = await _http.GetAsync("/-/ready", Stop);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            }
        );

    private async Task EndAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task<JsonArray> AskAsync(string address, string expression)
    {
        using var answer = await _http.GetAsync(address, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{expression}\n{text}");
        return JsonNode.Parse(text)!["data"]!["result"]!.AsArray();
    }
}
