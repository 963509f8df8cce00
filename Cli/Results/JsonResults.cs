using System.Text.Json;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Results as JSON; docs/results.md is its schema.</summary>
internal static class JsonResults
{
    /// <summary>Rises with every change that an older reader could not read.</summary>
    private const string Schema = "sweep-results/1";

    /// <inheritdoc cref="Schema"/>
    private const string FigureSchema = "sweep-figure/1";

    public static async Task WriteTrialsAsync(string sweep, IAsyncEnumerable<TrialsPage> pages, TextWriter output)
    {
        var trials = new List<Dictionary<string, object?>>();
        await foreach (var page in pages)
            trials.AddRange(page.Trials.Select(trial => Row(page, trial)));
        Write(
            output,
            new Dictionary<string, object?>
            {
                ["schema"] = Schema,
                ["sweep"] = sweep,
                ["trials"] = trials,
            }
        );
    }

    public static void WriteGroups(GroupsFound found, TextWriter output) =>
        Write(
            output,
            new Dictionary<string, object?>
            {
                ["schema"] = Schema,
                ["sweep"] = found.Sweep,
                ["group_by"] = found.Keys.Select(key => key.Name),
                ["metrics"] = found.Metrics.Select(metric => metric.Name),
                ["groups"] = found.Groups.Select(group => Row(found, group)),
            }
        );

    public static void WriteGroupLines(GroupsFound found, TextWriter output) =>
        WriteLines(found.Groups.Select(group => Row(found, group)), output);

    public static void WriteFigure(FigureFound found, TextWriter output) =>
        Write(
            output,
            new
            {
                Schema = FigureSchema,
                found.Sweep,
                found.Tolerance,
                found.Rows,
                Search = found.Search.Count == 0 ? null : found.Search,
            }
        );

    public static void WriteFigureLines(FigureFound found, TextWriter output) => WriteLines(found.Rows, output);

    private static void Write<T>(TextWriter output, T document) => output.WriteLine(JsonSerializer.Serialize(document, StudyJson.Indented));

    private static void WriteLines<T>(IEnumerable<T> rows, TextWriter output)
    {
        foreach (var row in rows)
            output.WriteLine(JsonSerializer.Serialize(row, StudyJson.Options));
    }

    private static Dictionary<string, object?> Row(TrialsPage page, object?[] trial) =>
        page.Fields.Zip(trial).ToDictionary(pair => pair.First.Name, pair => pair.Second);

    /// <summary>The counts and metrics stand in objects of their own, since they may share a name with a key.</summary>
    private static Dictionary<string, object?> Row(GroupsFound found, TrialGroup group) =>
        new()
        {
            ["key"] = found.Keys.Zip(group.Key).ToDictionary(pair => pair.First.Name, pair => pair.Second),
            ["trials"] = group.Trials,
            ["completed"] = group.Completed,
            ["failed"] = group.Failed,
            ["metrics"] = found.Metrics.Zip(group.Metrics).ToDictionary(pair => pair.First.Name, pair => pair.Second),
        };
}
