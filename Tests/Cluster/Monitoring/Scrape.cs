using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>What a program shows at one moment.</summary>
/// <param name="Types">By metric: <c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Series">As they are written, with what they say.</param>
internal sealed partial record Scrape(IReadOnlyDictionary<string, string> Types, IReadOnlyDictionary<string, double> Series)
{
    public static async Task<Scrape> OfAsync(ClusterProcess process)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(process.Metrics, "/metrics"), TestCluster.Stop);
        return new Scrape(
            TypeLine().Matches(text).ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value, StringComparer.Ordinal),
            SeriesLine().Matches(text).ToDictionary(
                line => line.Groups[1].Value.Replace("{}", "", StringComparison.Ordinal), line => double.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal));
    }

    /// <summary>Of a path such as <c>/livez</c>: its status, and what it says.</summary>
    public static async Task<(int Status, string Text)> HealthAsync(ClusterProcess process, string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(process.Metrics, path), TestCluster.Stop);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestCluster.Stop));
    }

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^([a-z_]+(?:\{[^}]*\})?) (\S+)", RegexOptions.Multiline)]
    private static partial Regex SeriesLine();
}
