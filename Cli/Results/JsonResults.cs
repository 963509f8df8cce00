using System.Text.Json;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Results as JSON; docs/results.md is its schema.</summary>
public static class JsonResults
{
    /// <summary>Rises with every change that an older reader could not read.</summary>
    private const string Schema = "sweep-results/1";

    public static void WriteTrials(ResultsAnswer answer, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["schema"] = Schema,
            ["sweep"] = answer.Sweep,
            ["trials"] = answer.Trials.Select(trial => Row(answer, trial)),
        },
        StudyJson.Indented));

    public static void WriteGroups(ResultsAnswer answer, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["schema"] = Schema,
            ["sweep"] = answer.Sweep,
            ["group_by"] = answer.Keys.Select(key => key.Name),
            ["metrics"] = answer.Metrics.Select(metric => metric.Name),
            ["groups"] = answer.Groups.Select(group => Row(answer, group)),
        },
        StudyJson.Indented));

    public static void WriteTrialLines(ResultsAnswer answer, TextWriter output) =>
        WriteLines(answer.Trials.Select(trial => Row(answer, trial)), output);

    public static void WriteGroupLines(ResultsAnswer answer, TextWriter output) =>
        WriteLines(answer.Groups.Select(group => Row(answer, group)), output);

    private static void WriteLines(IEnumerable<Dictionary<string, object?>> rows, TextWriter output)
    {
        foreach (var row in rows)
        {
            output.WriteLine(JsonSerializer.Serialize(row, StudyJson.Options));
        }
    }

    private static Dictionary<string, object?> Row(ResultsAnswer answer, TrialResult trial) =>
        answer.Fields.All.ToDictionary(field => field.Name, field => field.Read(trial));

    /// <summary>The counts and metrics stand in objects of their own, since they may share a name with a key.</summary>
    private static Dictionary<string, object?> Row(ResultsAnswer answer, TrialGroup group) => new()
    {
        ["key"] = answer.Keys.Zip(group.Key).ToDictionary(pair => pair.First.Name, pair => pair.Second),
        ["trials"] = group.Trials,
        ["completed"] = group.Completed,
        ["failed"] = group.Failed,
        ["metrics"] = answer.Metrics.Zip(group.Metrics).ToDictionary(pair => pair.First.Name, pair => pair.Second),
    };
}
