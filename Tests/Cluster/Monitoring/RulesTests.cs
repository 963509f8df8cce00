using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

public sealed partial class RulesTests
{
    [Theory]
    [InlineData("check", "rules", "rules.yaml")]
    [InlineData("test", "rules", "rules.test.yaml")]
    public async Task Rules_ByPromtool_AreSound(params string[] arguments)
    {
        var (code, said) = await Prometheus.CheckAsync(
            "",
            [.. arguments[..^1], Path.Combine(Path.GetDirectoryName(Prometheus.Rules)!, arguments[^1])]
        );
        Assert.True(code == 0, said);
    }

    [Fact]
    public void Alerts_Each_IsSeenToFireAndNotToFire()
    {
        var tests = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Prometheus.Rules)!, "rules.test.yaml"));
        var cases = Case()
            .Matches(tests)
            .Select(match => (Alert: match.Groups[1].Value, Fires: match.Groups[2].Value.Trim().Length == 0))
            .ToList();
        foreach (var alert in Alerts.All())
        {
            Assert.Contains((alert.Name, true), cases);
            Assert.Contains((alert.Name, false), cases);
        }
    }

    [Fact]
    public void Alerts_Each_SaysWhatToDo()
    {
        var runbooks = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "runbooks.md"));
        var headings = runbooks.Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..].Trim()).ToList();
        Assert.Equal(Alerts.All().Select(alert => alert.Name).Order(StringComparer.Ordinal), headings.Order(StringComparer.Ordinal));
        Assert.All(
            Alerts.All(),
            alert =>
            {
                Assert.Contains(alert.Labels["severity"], (string[])["info", "warning", "critical"]);
                Assert.NotEmpty(alert.Annotations["summary"]);
                Assert.NotEmpty(alert.Annotations["description"]);
                Assert.Equal($"docs/runbooks.md#{alert.Name.ToLowerInvariant()}", alert.Annotations["runbook_url"]);
            }
        );
    }

    [GeneratedRegex(@"alertname=""(\w+)"", alertstate=""firing""\}\s+eval_time: \w+\s+exp_samples:( \[\])?")]
    private static partial Regex Case();
}
