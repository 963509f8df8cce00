using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sweep.Cli;
using Sweep.Cli.CommandLine;
using Sweep.Tests.Cli.Results;

namespace Sweep.Tests.Cli.Verbs;

public class ResultsTests
{
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var root = new RootCommand
        {
            Sweep.Cli.Verbs.Results.Create(TimeProvider.System),
            Sweep.Cli.Verbs.Report.Create(TimeProvider.System),
        };
        return (await Invocation.InvokeAsync(root, arguments, output, error), output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Results_OnlySweep_NeedsNoName()
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");

        var (code, output, error) = await RunAsync("results", "--home", home.Folder);

        Assert.Equal((ExitCode.Completed, ""), (code, error));
        Assert.Contains("97.50", output, StringComparison.Ordinal);
        Assert.Contains("1 of 3 trials failed:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "sweep,trial,dataset", 4)]
    [InlineData("jsonl", "{\"sweep\":\"study\",\"trial\":0", 3)]
    public async Task Results_Format_WritesEveryTrial(string format, string start, int records)
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");

        var (code, output, _) = await RunAsync("results", "study", "--format", format, "--home", home.Folder);

        Assert.Equal(ExitCode.Completed, code);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
        Assert.Equal(
            records,
            output
                .Split('\n')
                .Count(line =>
                    line.StartsWith("study,", StringComparison.Ordinal)
                    || line.StartsWith("sweep,", StringComparison.Ordinal)
                    || line.StartsWith('{')
                )
        );
    }

    [Fact]
    public async Task Results_Top_AreTheBestTrialsFirst()
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");

        var (code, output, error) = await RunAsync("results", "study", "--top", "1", "--home", home.Folder);
        var (_, asJson, _) = await RunAsync(
            "results",
            "study",
            "--top",
            "2",
            "--order-by",
            "sparsity",
            "--format",
            "json",
            "--home",
            home.Folder
        );
        var (refused, _, why) = await RunAsync("results", "study", "--top", "2", "--group-by", "mode", "--home", home.Folder);

        Assert.Equal((ExitCode.Completed, ""), (code, error));
        Assert.Contains("97.50", output, StringComparison.Ordinal);
        Assert.Contains("stage_id", output, StringComparison.Ordinal);
        Assert.Equal(3, output.Split('\n').Count(line => line.Trim().Length > 0));
        Assert.Equal(2, JsonNode.Parse(asJson)!["trials"]!.AsArray().Count);
        Assert.Equal(ExitCode.BadInput, refused);
        Assert.Contains("--top: are of single trials", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_GroupsAndCondition_ReachTheAnswer()
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");

        var (_, output, _) = await RunAsync(
            "results",
            "--format",
            "json",
            "--group-by",
            "dataset,mode",
            "--where",
            "sparsity <= 0.5",
            "--metrics",
            "top1,seconds",
            "--home",
            home.Folder
        );

        var group = Assert.Single(JsonNode.Parse(output)!["groups"]!.AsArray())!;
        Assert.Equal("""{"dataset":"mnist","mode":"from-scratch"}""", group["key"]!.ToJsonString());
        Assert.Equal((2, 12.5), ((int)group["metrics"]!["top1"]!["count"]!, (double)group["metrics"]!["seconds"]!["mean"]!));
    }

    [Theory]
    [InlineData("there are: other, study", "results", "unknown")]
    [InlineData("NAME is missing", "results")]
    [InlineData("there is no field 'accuracy'; the fields are sweep, trial", "results", "study", "--group-by", "accuracy")]
    [InlineData("condition, position 10: '(' is expected", "results", "study", "--where", "state in failed")]
    [InlineData("'state' is no number", "results", "study", "--metrics", "state")]
    [InlineData("expected one of table, csv, json, jsonl, parquet, found 'xml'", "results", "study", "--format", "xml")]
    [InlineData("there are: other, study", "report", "unknown")]
    public async Task Results_BadInput_SaysWhatWouldDo(string message, params string[] arguments)
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");
        await home.AddSweepAsync("other");

        var (code, output, error) = await RunAsync([.. arguments, "--home", home.Folder]);

        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_EmptyHome_SaysHowToFillIt()
    {
        var (code, _, error) = await RunAsync("results", "--home", Path.Combine(Path.GetTempPath(), "sweep-no-such-home"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("sweep run FILE makes one", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Sweep_WritesAFileWithItsDataAndCurves()
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");

        var (code, output, _) = await RunAsync("report", "study", "--home", home.Folder);

        Assert.Equal((ExitCode.Completed, home.Home.Report("study")), (code, output.Trim()));
        var data = ReportPages.DataOf(await File.ReadAllTextAsync(home.Home.Report("study"), TestContext.Current.CancellationToken));
        Assert.Equal(("sweep-report/1", "study", 3), ((string)data["schema"]!, (string)data["sweep"]!, data["trials"]!.AsArray().Count));
        Assert.Equal(
            [("train", 0, 0.0), ("prune", 1, 0.5)],
            data["curves"]!.AsArray().Select(curve => ((string)curve!["kind"]!, (int)curve["offset"]!, (double)curve["sparsity"]!))
        );
        Assert.Equal("[1,96,0.5]", data["curves"]![0]!["points"]![0]!.ToJsonString());
        Assert.Equal(0.5, (double)data["figure"]![0]!["from_scratch"]!["sparsity"]!);
    }

    [Fact]
    public async Task Report_Options_ChooseFileAndTolerance()
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");
        var file = Path.Combine(home.Folder, "new", "page.html");

        await RunAsync("report", "--home", home.Folder, "-o", file, "--tolerance", "2.5");

        Assert.Equal(
            2.5,
            (double)ReportPages.DataOf(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))["tolerance"]!
        );
        Assert.Equal(["page.html"], Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Report_PlaceThatCannotBeWritten_IsBadInput()
    {
        using var home = new TemporaryHome();
        await home.AddSweepAsync("study");

        var (code, _, error) = await RunAsync("report", "--home", home.Folder, "-o", home.Home.Database + "/page.html");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("cannot be written", error, StringComparison.Ordinal);
    }
}
