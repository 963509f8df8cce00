using System.Text.Json;
using Sweep.Cli;
using Sweep.Tests.Cli.Remote;
using Sweep.Tests.Cli.Results;

namespace Sweep.Tests.Cli.Stages;

public class StageTests : ClusterTests
{
    [Fact]
    public async Task Failures_OfASweep_NameTheStageAndTheReason()
    {
        await StoredStudy.AddAsync(Server.Ledger, "study");
        var run = await RunAsync("failures", "study");
        using var json = JsonDocument.Parse((await RunAsync("failures", "study", "--format", "json")).Output);
        var failed = Assert.Single(json.RootElement.EnumerateArray());

        Assert.Equal((ExitCode.Completed, ""), (run.ExitCode, run.Error));
        Assert.Contains("prune to 90 % · ", run.Output, StringComparison.Ordinal);
        Assert.Contains("out of memory, \"really\" </script>", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ("failed", StudyGrid.HostileError),
            (failed.GetProperty("state").GetString(), failed.GetProperty("error").GetString())
        );
        Assert.Equal("No stage of small has failed.", (await RunAsync("failures", "small")).Output.Trim());
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Stage_OfAClusterAndOfItsHome_IsTheSame(string format)
    {
        var id = await FailedAsync();
        var ofCluster = await RunAsync("stage", id, "--format", format);
        var ofHome = await Remote.Cluster.RunAsync("stage", id, "--format", format, "--home", Server.Home);

        Assert.Equal((ExitCode.Completed, ""), (ofCluster.ExitCode, ofCluster.Error));
        Assert.Equal(ofHome.Output, ofCluster.Output);
    }

    [Fact]
    public async Task Stage_ThatFailed_SaysWhatItStandsOnAndHowItWent()
    {
        var run = await RunAsync("stage", (await FailedAsync())[..10]);

        Assert.Equal((ExitCode.Completed, ""), (run.ExitCode, run.Error));
        Assert.Contains("train · ", run.Output, StringComparison.Ordinal);
        Assert.Contains("out of memory, \"really\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("worker", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_ThatIsCompleted_HasItsResultAndCurve()
    {
        await StoredStudy.AddAsync(Server.Ledger, "study");
        using var json = JsonDocument.Parse((await RunAsync("results", "study", "--format", "json", "--where", "sparsity = 0.5")).Output);
        var id = json.RootElement.GetProperty("trials")[0].GetProperty("stage_id").GetString()!;
        var run = await RunAsync("stage", id);

        Assert.Contains("completed", run.Output, StringComparison.Ordinal);
        Assert.Contains("top1 %", run.Output, StringComparison.Ordinal);
        Assert.Contains("study", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000", "There is no stage whose id begins with 0000000000.")]
    [InlineData("no id", "expected the 32 hex digits of a stage's id, or the first of them, found 'no id'")]
    public async Task Stage_NoSuchId_SaysWhatIsExpected(string id, string message)
    {
        var run = await RunAsync("stage", id);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private async Task<string> FailedAsync()
    {
        await StoredStudy.AddAsync(Server.Ledger, "study");
        using var json = JsonDocument.Parse((await RunAsync("failures", "study", "--format", "json")).Output);
        return json.RootElement[0].GetProperty("stage_id").GetString()!;
    }
}
