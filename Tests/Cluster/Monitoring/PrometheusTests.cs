using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

public sealed partial class PrometheusTests
{
    /// <summary>What has no data here, and why.</summary>
    private static readonly (string Metric, string Why)[] _absent =
    [
        ("sweep_gpu_", "there is no GPU"),
        ("sweep_sweep_remaining_seconds", "the pace is not known after so few stages"),
        ("dotnet_exceptions_total", "none may have been thrown"),
        ("http_response_status_code=~\"401|403|429|5..\"", "no request was refused"),
    ];

    /// <summary>A cluster that trains, and whose worker is held before its sweep is done.</summary>
    [Fact]
    public async Task Expressions_OfDashboardsRulesAndAlerts_HaveDataInARunningCluster()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        var worker = await cluster.StartWorkerAsync(
            "--engine",
            gate.Train,
            "--data",
            cluster.WriteImages(),
            "--device",
            "cpu",
            "--threads",
            "1",
            "--pull",
            "false"
        );
        await using var prometheus = await Prometheus.StartAsync(cluster.Coordinator, worker);
        await cluster.SubmitAsync(
            """
            name: seen
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: [0, 0.5, 0.9], seed: [1, 2] }
            model: { width: 0.125 }
            training: { epochs: 2, batch: 50 }
            pruning: { epochs: 2 }
            limits: { gpu-hours: 5 }
            """
        );
        // Three stages of two epochs, and the first of a fourth.
        gate.Release(7);
        await cluster.ReachesAsync("seen", completed: 3, running: 1);
        await gate.TakenAsync();

        var panels = Dashboards.Panels();
        Assert.NotEmpty(panels);
        foreach (var panel in panels)
        {
            Assert.False(string.IsNullOrWhiteSpace(panel.Description), $"{panel.Dashboard}: {panel.Title} has no description");
            foreach (var expression in panel.Expressions)
                await HasDataAsync(prometheus, expression, $"{panel.Dashboard}: {panel.Title}");
        }

        foreach (var (name, expression) in Alerts.Records())
            await HasDataAsync(prometheus, expression, name);
        foreach (var alert in Alerts.All())
        {
            // As a rule it yields nothing. What it looks at is there, and it can be evaluated.
            await prometheus.AskAsync(alert.Expression);
            foreach (var metric in Metrics().Matches(alert.Expression).Select(match => match.Value).Distinct())
                await HasDataAsync(prometheus, metric, alert.Name);
        }

        await DrawAsync(prometheus, panels);
    }

    [Fact]
    public async Task Metrics_OfBothPrograms_AreSoundByPromtool()
    {
        await using var cluster = await TestCluster.StartAsync();
        var worker = await cluster.StartNoopAsync();
        await cluster.SubmitAsync(Specs.Noop("done", seeds: 2));
        await cluster.CompletesAsync("done");
        foreach (var program in new[] { cluster.Coordinator, worker })
        {
            using var http = new HttpClient();
            var text = await http.GetStringAsync(new Uri(program.Metrics, "/metrics"), TestCluster.Stop);
            var (code, said) = await Prometheus.CheckAsync(text, "check", "metrics");
            // .NET's own names are what they are.
            var ours = said.Split('\n')
                .Where(line => line.StartsWith("sweep_", StringComparison.Ordinal) || line.StartsWith("error", StringComparison.Ordinal))
                .ToList();
            Assert.True(ours.Count == 0 && code is 0 or 3, said);
        }
    }

    private static async Task HasDataAsync(Prometheus prometheus, string expression, string where)
    {
        if (_absent.Any(absent => expression.Contains(absent.Metric, StringComparison.Ordinal)))
            await prometheus.AskAsync(expression);
        else
            await Until.TrueAsync($"{where} has data: {expression}", async () => (await prometheus.AskAsync(expression)).Count > 0);
    }

    /// <summary>Leaves pictures of the panels among the tests' results.</summary>
    private static async Task DrawAsync(Prometheus prometheus, List<Dashboards.Panel> panels)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "monitoring")).FullName;
        foreach (var dashboard in panels.GroupBy(panel => panel.Dashboard))
        {
            var drawn = new List<(string, JsonArray)>();
            foreach (var panel in dashboard)
            {
                var series = new JsonArray();
                foreach (var expression in panel.Expressions)
                {
                    foreach (var one in await prometheus.AskRangeAsync(expression, TimeSpan.FromMinutes(1)))
                        series.Add(one!.DeepClone());
                }

                drawn.Add((panel.Title, series));
            }

            await File.WriteAllTextAsync(Path.Combine(folder, $"{dashboard.Key}.svg"), PanelPictures.Draw(drawn), TestCluster.Stop);
        }
    }

    [GeneratedRegex(@"\b(?:sweep_|sweep:|http_server_)[a-z0-9_:]+\b|\bup\b")]
    private static partial Regex Metrics();
}
