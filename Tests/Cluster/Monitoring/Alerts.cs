using YamlDotNet.Serialization;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>The rules in k8s/prometheus/rules.yaml.</summary>
internal static class Alerts
{
    public sealed record Alert(
        string Name,
        string Expression,
        IReadOnlyDictionary<string, string> Labels,
        IReadOnlyDictionary<string, string> Annotations
    );

    public static List<Alert> All() =>
        [.. Rules().Where(rule => rule.Alert is not null).Select(rule => new Alert(rule.Alert!, rule.Expr, rule.Labels, rule.Annotations))];

    /// <summary>What is recorded, with the expression.</summary>
    public static List<(string Name, string Expression)> Records() =>
        [.. Rules().Where(rule => rule.Record is not null).Select(rule => (rule.Record!, rule.Expr))];

    private static IEnumerable<Rule> Rules() =>
        new DeserializerBuilder()
            .WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance)
            .Build()
            .Deserialize<File>(System.IO.File.ReadAllText(Prometheus.Rules))
            .Groups.SelectMany(group => group.Rules);

    private sealed class File
    {
        public List<Group> Groups { get; set; } = [];
    }

    private sealed class Group
    {
        public string Name { get; set; } = "";

        public List<Rule> Rules { get; set; } = [];
    }

    private sealed class Rule
    {
        public string? Record { get; set; }

        public string? Alert { get; set; }

        public string Expr { get; set; } = "";

        public string? For { get; set; }

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }
}
