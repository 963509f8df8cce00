using System.Text.Json.Nodes;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>The dashboards in k8s/grafana/dashboards.</summary>
internal static class Dashboards
{
    public sealed record Panel(string Dashboard, string Title, string Description, IReadOnlyList<string> Expressions);

    /// <summary>All panels, with every variable at "All".</summary>
    public static List<Panel> Panels() =>
        [
            .. from file in Directory
                .GetFiles(Path.Combine(Repository.Root, "k8s", "grafana", "dashboards"), "*.json")
                .Order(StringComparer.Ordinal)
            from panel in JsonNode.Parse(File.ReadAllText(file))!["panels"]!.AsArray().SelectMany(WithInner)
            where panel["type"]!.GetValue<string>() != "row"
            select new Panel(
                Path.GetFileNameWithoutExtension(file),
                panel["title"]!.GetValue<string>(),
                panel["description"]?.GetValue<string>() ?? "",
                [.. panel["targets"]!.AsArray().Select(target => Resolve(target!["expr"]!.GetValue<string>()))]
            ),
        ];

    private static IEnumerable<JsonNode> WithInner(JsonNode? panel) =>
        [panel!, .. panel!["panels"]?.AsArray().Select(inner => inner!) ?? []];

    private static string Resolve(string expression)
    {
        foreach (var variable in (ReadOnlySpan<string>)["namespace", "sweep", "architecture", "worker"])
            expression = expression.Replace($"${variable}", ".*", StringComparison.Ordinal);
        return expression.Replace("$__rate_interval", "30s", StringComparison.Ordinal);
    }
}
