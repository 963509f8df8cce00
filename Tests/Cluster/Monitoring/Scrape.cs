using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>What a program shows at one moment.</summary>
/// <param name="Types">By metric: <c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Series">By name and labels, these in order: <c>name{a="x",b="y"}</c>.</param>
internal sealed partial record Scrape(IReadOnlyDictionary<string, string> Types, IReadOnlyDictionary<string, double> Series)
{
    public static async Task<Scrape> OfAsync(ClusterProcess process)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(process.Metrics, "/metrics"), TestCluster.Stop);
        return new Scrape(
            TypeLine().Matches(text).ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value, StringComparer.Ordinal),
            SeriesLine()
                .Matches(text)
                .ToDictionary(
                    line => line.Groups[1].Value + Sorted(line.Groups[2].Value),
                    line => double.Parse(line.Groups[3].Value, CultureInfo.InvariantCulture),
                    StringComparer.Ordinal
                )
        );
    }

    /// <summary>Trace and span of each exemplar of a metric, which only OpenMetrics has.</summary>
    public static async Task<IReadOnlyList<(string Trace, string Span)>> ExemplarsAsync(ClusterProcess process, string name)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", "application/openmetrics-text; version=1.0.0");
        var text = await http.GetStringAsync(new Uri(process.Metrics, "/metrics"), TestCluster.Stop);
        return
        [
            .. text.Split('\n')
                .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(" # {", StringComparison.Ordinal))
                .Select(line =>
                    Exemplar().Matches(line.Split(" # ")[1]).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value)
                )
                .Select(labels => (labels["trace_id"], labels["span_id"])),
        ];
    }

    /// <summary>Of a path such as <c>/livez</c>: its status, and what it says.</summary>
    public static async Task<(int Status, string Text)> HealthAsync(ClusterProcess process, string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(process.Metrics, path), TestCluster.Stop);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestCluster.Stop));
    }

    private static string Sorted(string labels) =>
        labels.Length == 0
            ? ""
            : $"{{{string.Join(',', Label().Matches(labels).Select(label => label.Value).Order(StringComparer.Ordinal))}}}";

    [GeneratedRegex(@"[a-z_]+=""(?:[^""\\]|\\.)*""")]
    private static partial Regex Label();

    [GeneratedRegex(@"([a-z_]+)=""([^""]*)""")]
    private static partial Regex Exemplar();

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^([a-z_]+)\{(.*)\} (\S+)", RegexOptions.Multiline)]
    private static partial Regex SeriesLine();
}
