using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

public class MetricsTests
{
    /// <summary>What no test can bring about in a moment, of those that docs/monitoring.md says may be absent.</summary>
    private static readonly string[] _rare =
    [
        "sweep_sweep_remaining_seconds",
        "sweep_study_accuracy_deviation_ratio",
        "dotnet_exceptions_total",
        "dotnet_gc_last_collection_heap_size_bytes",
    ];

    [Fact]
    public async Task Metrics_OfACoordinatorAtWork_AreTheDocumentedOnes()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        await cluster.StartNoopAsync(gate);
        await cluster.SubmitAsync(Specs.Noop("busy", seeds: 2, epochs: 2) + "\nlimits: { gpu-hours: 5 }\n");
        // The first stage is completed, and of the second an epoch.
        gate.Release(3);
        await cluster.ReachesAsync("busy", completed: 1, running: 1);
        await gate.TakenAsync();
        await SeesAsync(
            cluster.Coordinator,
            "sweep_running_accuracy_ratio",
            series => series.Keys.Any(name => name.StartsWith("sweep_running_accuracy_ratio{", StringComparison.Ordinal))
        );

        await SeesAsync(
            cluster.Coordinator,
            "sweep_study_trials",
            series => series.Keys.Any(name => name.StartsWith("sweep_study_trials{", StringComparison.Ordinal))
        );

        var scrape = await Scrape.OfAsync(cluster.Coordinator);

        Compare(scrape, DocumentedMetrics.Of("Coordinator"), alsoAbsent: []);
        Assert.Equal(
            [
                "sweep_study_trials{architecture=\"vgg16\",axes=\"\",dataset=\"mnist\",mode=\"from-scratch\",sparsity=\"0\",sweep=\"busy\"} 1",
            ],
            scrape
                .Series.Where(one => one.Key.StartsWith("sweep_study_trials{", StringComparison.Ordinal))
                .Select(one => $"{one.Key} {one.Value}")
        );
        Assert.Equal(1, scrape.Series["sweep_coordinator_leading"]);
        Assert.Equal(
            1,
            scrape.Series["sweep_stages{kind=\"train\",state=\"completed\"}"]
                + scrape.Series["sweep_stages{kind=\"prune\",state=\"completed\"}"]
        );
        Assert.Equal(1, scrape.Series["sweep_sweep_stages{state=\"running\",sweep=\"busy\"}"]);
        Assert.Equal(5 * 3600, scrape.Series["sweep_sweep_budget_seconds{sweep=\"busy\"}"]);
        Assert.Equal(1, scrape.Series["sweep_workers{state=\"accepting\"}"]);
        Assert.Equal((1, 0), (scrape.Series["sweep_slots{state=\"busy\"}"], scrape.Series["sweep_slots{state=\"free\"}"]));
        Assert.Equal(1, scrape.Series["sweep_api_changes_total{method=\"Sweeps/Submit\",outcome=\"OK\"}"]);
        Assert.Contains(
            scrape.Series,
            series =>
                series.Key.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal)
                && series.Key.Contains("Submit\"", StringComparison.Ordinal)
                && series.Key.Contains("rpc_grpc_status_code=\"OK\"", StringComparison.Ordinal)
                && series.Value == 1
        );
        // No series for each stage or worker.
        Assert.DoesNotContain(scrape.Series.Keys, name => name.Contains("w1-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_OfAWorkerAtWork_AreTheDocumentedOnes()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gate = cluster.MakeGate();
        var worker = await cluster.StartNoopAsync(gate);
        await cluster.SubmitAsync(Specs.Noop("busy", seeds: 2, epochs: 2));
        gate.Release(3);
        await cluster.ReachesAsync("busy", completed: 1, running: 1);
        await SeesAsync(
            worker,
            "three epochs",
            series =>
                series.Where(one => one.Key.StartsWith("sweep_worker_epochs_total{", StringComparison.Ordinal)).Sum(one => one.Value) == 3
        );

        var scrape = await Scrape.OfAsync(worker);

        Compare(
            scrape,
            DocumentedMetrics.Of("Worker"),
            alsoAbsent: DocumentedMetrics
                .Of("Worker")
                .Where(row =>
                    row.Absent.Contains("without a GPU", StringComparison.Ordinal)
                    || row.Absent.Contains("trains nothing", StringComparison.Ordinal)
                )
        );
        Assert.Equal((1, 1), (scrape.Series["sweep_worker_slots"], scrape.Series["sweep_worker_slots_busy"]));
        Assert.Equal(1, scrape.Series["sweep_worker_attempts_total{architecture=\"vgg16\",kind=\"train\",outcome=\"completed\"}"]);
        Assert.Equal(0, scrape.Series["sweep_broker_echoes_unanswered"]);
    }

    /// <summary>Everything that is shown is documented, with its type and labels, and everything that is documented is shown.</summary>
    private static void Compare(Scrape scrape, IReadOnlyList<DocumentedMetrics.Row> rows, IEnumerable<DocumentedMetrics.Row> alsoAbsent)
    {
        var documented = rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
        var shown = scrape.Types.Where(metric => metric.Key != "target_info").ToList();
        Assert.Empty(shown.Where(metric => !documented.ContainsKey(metric.Key)).Select(metric => $"{metric.Key} is not documented"));
        Assert.Empty(
            shown.Where(metric => documented[metric.Key].Type != metric.Value).Select(metric => $"{metric.Key} is a {metric.Value}")
        );
        var absent = alsoAbsent.Select(row => row.Name).Concat(_rare).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(
            rows.Where(row => !absent.Contains(row.Name) && !scrape.Types.ContainsKey(row.Name)).Select(row => $"{row.Name} is not shown")
        );
        foreach (var row in rows)
        {
            var labels = scrape
                .Series.Keys.Where(series =>
                    series.Split('{')[0] is var name && (name == row.Name || (row.Type == "histogram" && name == row.Name + "_count"))
                )
                .SelectMany(series =>
                    series.Contains('{', StringComparison.Ordinal)
                        ? series.Split('{')[1].TrimEnd('}').Split("\",").Select(label => label.Split('=')[0])
                        : []
                )
                .Distinct()
                .Order(StringComparer.Ordinal);
            if (scrape.Types.ContainsKey(row.Name))
                Assert.Equal((row.Name, string.Join(' ', row.Labels.Order(StringComparer.Ordinal))), (row.Name, string.Join(' ', labels)));
        }
    }

    private static Task SeesAsync(ClusterProcess process, string what, Func<IReadOnlyDictionary<string, double>, bool> condition) =>
        Until.TrueAsync($"{what} is shown", async () => condition((await Scrape.OfAsync(process)).Series), () => process.Said);
}
