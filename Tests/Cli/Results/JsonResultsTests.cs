using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sweep.Cli.Results;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;
using Sweep.Tests.Coordinator.Study;

namespace Sweep.Tests.Cli.Results;

public class JsonResultsTests
{
    private static readonly string[] _fields =
    [
        "sweep",
        "trial",
        "dataset",
        "architecture",
        "mode",
        "sparsity",
        "seed",
        "state",
        "top1",
        "top5",
        "loss",
        "sparsity_reached",
        "parameters",
        "parameters_nonzero",
        "compression",
        "flops",
        "flops_effective",
        "speedup",
        "size_bytes",
        "epochs",
        "seconds",
        "images_per_second",
        "top1_per_class",
        "device",
        "version_sweep",
        "version_torch",
        "version_dotnet",
        "commit",
        "spec_hash",
        "stage_id",
        "error",
        "warnings",
        "at_chance",
    ];

    private static string Write(Action<GroupsFound, TextWriter> write, ResultsQuery query)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        write(Found.Groups(query), output);
        return output.ToString();
    }

    private static async Task<string> WriteTrialsAsync(IReadOnlyList<TrialResult>? trials = null)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await JsonResults.WriteTrialsAsync("study", Found.Trials(new ResultsQuery(), trials), output);
        return output.ToString();
    }

    [Fact]
    public async Task WriteTrials_EveryTrial_HasEveryFieldWithItsType()
    {
        var document = JsonNode.Parse(await WriteTrialsAsync())!;

        Assert.Equal(("sweep-results/1", "study"), ((string)document["schema"]!, (string)document["sweep"]!));
        var trials = document["trials"]!.AsArray();
        Assert.Equal(StudyGrid.Trials.Count, trials.Count);
        var first = trials[0]!.AsObject();
        Assert.Equal(_fields, first.Select(pair => pair.Key));
        Assert.Equal((93.0, 1_000_000L, "completed"), ((double)first["top1"]!, (long)first["parameters"]!, (string)first["state"]!));
        Assert.Equal([92.0, 94.0], first["top1_per_class"]!.AsArray().Select(value => (double)value!));
        var failed = trials.Single(trial => (string)trial!["state"]! == "failed")!;
        Assert.Equal(StudyGrid.HostileError, (string)failed["error"]!);
        Assert.Null(failed["top1"]);
    }

    [Fact]
    public void WriteGroups_Group_HasKeyCountsAndStatistics()
    {
        var document = JsonNode.Parse(
            Write(
                JsonResults.WriteGroups,
                new ResultsQuery
                {
                    GroupBy = ["sparsity"],
                    Metrics = ["top1"],
                    Where = "mode = from-scratch",
                }
            )
        )!;

        Assert.Equal("""["sparsity"]""", document["group_by"]!.ToJsonString());
        Assert.Equal(
            """{"key":{"sparsity":0},"trials":2,"completed":2,"failed":0,"metrics":{"top1":{"count":2,"mean":90.5,"std":0.7071067811865476,"min":90,"max":91}}}""",
            document["groups"]![0]!.ToJsonString()
        );
        Assert.Equal(
            """{"key":{"sparsity":0.95},"trials":2,"completed":1,"failed":1,"metrics":{"top1":{"count":1,"mean":60,"std":null,"min":60,"max":60}}}""",
            document["groups"]![3]!.ToJsonString()
        );
    }

    [Fact]
    public async Task WriteLines_EachRow_IsOneObject()
    {
        using var output = new MemoryStream();
        await TrialsWriter.WriteAsync(Found.Trials(new ResultsQuery()), ExportFormat.Jsonl, output, TestContext.Current.CancellationToken);
        var trials = Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n');
        Assert.Equal(StudyGrid.Trials.Count, trials.Length);
        Assert.Equal(Enumerable.Range(0, trials.Length), trials.Select(line => (int)JsonNode.Parse(line)!["trial"]!));

        var groups = Write(JsonResults.WriteGroupLines, new ResultsQuery { GroupBy = ["dataset"] }).TrimEnd().Split('\n');
        Assert.Equal(["cifar10", "svhn"], groups.Select(line => (string)JsonNode.Parse(line)!["key"]!["dataset"]!));
    }

    [Fact]
    public async Task WriteTrials_DivergedLoss_IsNull()
    {
        var trial = MakeTrials.Of("svhn", "vgg16").At(0, 10).Build()[0];
        var diverged = trial with { Result = trial.Result! with { Loss = double.NaN } };

        var document = JsonDocument.Parse(await WriteTrialsAsync([diverged]));

        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("trials")[0].GetProperty("loss").ValueKind);
    }
}
