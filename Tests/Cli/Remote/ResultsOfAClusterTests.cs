using System.Text.Json;
using Sweep.Cli;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Client.Connecting;

namespace Sweep.Tests.Cli.Remote;

public class ResultsOfAClusterTests : ClusterTests
{
    [Theory]
    [InlineData("results", "study")]
    [InlineData("results", "study", "--format", "csv")]
    [InlineData("results", "study", "--format", "json")]
    [InlineData("results", "study", "--format", "jsonl", "--fields", "trial,top1,top1_per_class", "--order-by", "top1 desc")]
    [InlineData("results", "study", "--group-by", "mode,sparsity", "--metrics", "top1,seconds", "--format", "csv")]
    [InlineData("results", "study", "--where", "sparsity <= 0.5", "--group-by", "dataset", "--format", "json")]
    [InlineData("results", "study", "--where", "seed = 77")]
    [InlineData("results", "study", "--best-sparsity")]
    [InlineData("results", "study", "--best-sparsity", "--tolerance", "0.01", "--format", "json")]
    [InlineData("results", "study", "--best-sparsity", "--format", "csv")]
    public async Task AnyQuestion_OfAClusterAndOfItsHome_HasTheSameAnswer(params string[] arguments)
    {
        await StoredStudy.AddAsync(Server.Ledger, "study");
        var ofCluster = await RunAsync(arguments);
        var ofHome = await Cluster.RunAsync([.. arguments, "--home", Server.Home]);

        Assert.Equal((ExitCode.Completed, ""), (ofCluster.ExitCode, ofCluster.Error));
        Assert.NotEqual("", ofCluster.Output);
        Assert.Equal(ofHome.Output, ofCluster.Output);
    }

    [Theory]
    [InlineData("there is no field 'accuracy'", "--group-by", "accuracy")]
    [InlineData("condition, position 10: '(' is expected", "--where", "state in failed")]
    [InlineData("'state' is no number", "--metrics", "state")]
    [InlineData("--best-sparsity and --group-by: expected one of them", "--best-sparsity", "--group-by", "mode")]
    [InlineData("--tolerance: goes with --best-sparsity", "--tolerance", "1")]
    [InlineData("--fields and --order-by: are of single trials", "--fields", "top1")]
    public async Task Results_BadInput_SaysWhatWouldDo(string message, params string[] arguments)
    {
        await StoredStudy.AddAsync(Server.Ledger, "study");
        var run = await RunAsync(["results", "study", .. arguments]);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_NoName_IsTheOnlySweepOrLists()
    {
        var only = await RunAsync("results");
        await StoredStudy.AddAsync(Server.Ledger, "study");
        var missing = await RunAsync("results");
        var unknown = await RunAsync("results", "stdy");

        Assert.Equal(ExitCode.Completed, only.ExitCode);
        Assert.Contains("NAME is missing", missing.Error, StringComparison.Ordinal);
        Assert.Contains("study, small", missing.Error, StringComparison.Ordinal);
        Assert.Contains("There is no sweep 'stdy', did you mean study?", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_ToAFile_AreWrittenWholeOrNotAtAll()
    {
        using var folder = new ConfigFolder();
        await StoredStudy.AddAsync(Server.Ledger, "study");
        var file = Path.Combine(folder.Folder, "new", "study.csv");
        var written = await RunAsync("results", "study", "--format", "csv", "-o", file);
        var refused = await RunAsync("results", "study", "--format", "csv", "--where", "state in failed", "-o", file + ".none");
        var standard = await RunAsync("results", "study", "--format", "csv");

        Assert.Equal(("", standard.Output), (written.Output, await File.ReadAllTextAsync(file, Stop)));
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Equal(["study.csv"], Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Report_OfACluster_IsTheSamePage()
    {
        using var folder = new ConfigFolder();
        await StoredStudy.AddAsync(Server.Ledger, "study");
        var file = Path.Combine(folder.Folder, "study.html");
        var run = await RunAsync("report", "study", "-o", file, "--tolerance", "2.5", "--format", "json");
        var data = ReportPages.DataOf(await File.ReadAllTextAsync(file, Stop));

        Assert.Equal((ExitCode.Completed, ""), (run.ExitCode, run.Error));
        Assert.Equal(file, JsonDocument.Parse(run.Output).RootElement.GetProperty("report").GetString());
        Assert.Equal(("study", 2.5, 3), ((string)data["sweep"]!, (double)data["tolerance"]!, data["trials"]!.AsArray().Count));
    }

    [Fact]
    public async Task Report_NoSuchSweep_WritesNothing()
    {
        using var folder = new ConfigFolder();
        var run = await RunAsync("report", "stdy", "-o", Path.Combine(folder.Folder, "study.html"));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("There is no sweep 'stdy'", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Folder));
    }
}
