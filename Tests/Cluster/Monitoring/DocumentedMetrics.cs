using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>The tables of docs/monitoring.md.</summary>
internal static class DocumentedMetrics
{
    /// <param name="Absent">When it is not shown; empty where it always is.</param>
    public sealed record Row(string Name, string Type, IReadOnlyList<string> Labels, string Absent);

    /// <param name="program">The headline above the program's own, beside those of both.</param>
    public static List<Row> Of(string program)
    {
        var (rows, section) = (new List<Row>(), "");
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "monitoring.md")))
        {
            if (line.StartsWith('#'))
                section = line.TrimStart('#', ' ');
            if (
                (section == program || section == "Both")
                && line.StartsWith("| `", StringComparison.Ordinal)
                && line.Split('|') is ["", var name, var type, var labels, _, var absent, ""]
            )
            {
                rows.Add(
                    new Row(
                        name.Trim(' ', '`'),
                        type.Trim(),
                        labels.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                        absent.Trim()
                    )
                );
            }
        }

        return rows;
    }
}
