using System.Diagnostics;
using Sweep.Tests.Kubernetes.Reading;

namespace Sweep.Tests.Kubernetes;

/// <summary>What KEDA asks Prometheus, asked by Prometheus's own tool.</summary>
public class ScalingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="series">Of the moment, as <c>name{labels} value</c>.</param>
    /// <param name="expected">Null for no answer, at which the number of workers stays.</param>
    [Theory]
    [InlineData(
        3,
        "sweep_stages{NS,kind='train',state='ready'} 1",
        "sweep_stages{NS,kind='prune',state='running'} 2",
        "sweep_stages{NS,kind='prune',state='waiting'} 9",
        "sweep_sweep_stages{NS,sweep='a',state='ready'} 9"
    )]
    [InlineData(0, "sweep_stages{NS,kind='train',state='ready'} 7")] // of sweeps that are paused
    [InlineData(
        4,
        "sweep_stages{NS,kind='train',state='ready'} 4",
        "sweep_sweep_stages{NS,sweep='a',state='ready'} 4",
        "sweep_sweep_stages{NS,sweep='b',state='ready'} 4"
    )]
    [InlineData(
        4,
        "sweep_stages{NS,kind='train',state='ready',instance='old'} 4",
        "sweep_stages{NS,kind='train',state='ready',instance='new'} 4",
        "sweep_sweep_stages{NS,sweep='a',state='ready'} 9"
    )]
    [InlineData(0, "sweep_stages{NS,kind='train',state='ready'} 0", "sweep_sweep_stages{NS,sweep='a',state='ready'} 0")]
    [InlineData(null)] // no coordinator
    [InlineData(
        null,
        "sweep_stages{namespace='other',kind='train',state='ready'} 7",
        "sweep_sweep_stages{namespace='other',sweep='a',state='ready'} 7"
    )]
    public async Task Query_OfTheScaledObject_CountsWhatWorkersCouldDo(int? expected, params string[] series)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "Needs promtool: ./build/packages.sh prometheus.");
        var manifests = await Kustomize.BuildAsync("overlays/cluster");
        var query = manifests.Find("ScaledObject", "sweep-worker").Spec["triggers"]![0]!["metadata"]!["query"]!.GetValue<string>();
        var folder = Directory.CreateTempSubdirectory("sweep-query-").FullName;
        try
        {
            var rows = series.Select(row => row.Replace("NS", "namespace='sweep'", StringComparison.Ordinal).Replace('\'', '"').Split(' '));
            var test = new
            {
                rule_files = Array.Empty<string>(),
                tests = new[]
                {
                    new
                    {
                        interval = "1m",
                        input_series = rows.Select(row => new { series = row[0], values = row[1] }),
                        promql_expr_test = new[]
                        {
                            new
                            {
                                expr = query,
                                eval_time = "0m",
                                exp_samples = expected is null ? [] : new[] { new { labels = "{}", value = expected } },
                            },
                        },
                    },
                },
            };
            var file = Path.Combine(folder, "test.yaml");
            await File.WriteAllTextAsync(file, System.Text.Json.JsonSerializer.Serialize(test), Stop);
            using var process = Process.Start(
                new ProcessStartInfo("/usr/bin/promtool", ["test", "rules", file])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
            await process.WaitForExitAsync(Stop);
            Assert.True(process.ExitCode == 0, string.Concat(said));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
