using System.Text.Json;
using Sweep.Cli;
using Sweep.Tests.Coordinator.Api;

namespace Sweep.Tests.Cli.Remote;

public class ListAndShowTests
{
    [Fact]
    public async Task List_OfACluster_IsNewestFirst()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await Cluster.WithAsync("first");
        await Cluster.RunAsync(server, "submit", spec.Path, "--name", "second");
        using var json = JsonDocument.Parse((await Cluster.RunAsync(server, "list", "--format", "json")).Output);
        var table = await Cluster.RunAsync(server, "list");

        Assert.Equal(["second", "first"], json.RootElement.EnumerateArray().Select(sweep => sweep.GetProperty("name").GetString()));
        Assert.Contains("running", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAndShow_About_IsShownFoundAndChangedWithoutAnotherSweep()
    {
        await using var server = await Cluster.WithAsync("plain");
        using var spec = new SpecOnDisk($"{Specs.Small}\ndescription: A first try\ntags: [paper, vgg]\nnotes: Compare with 3.\n");
        await Cluster.RunAsync(server, "submit", spec.Path, "--name", "told");

        using var json = JsonDocument.Parse(
            (await Cluster.RunAsync(server, "list", "--tag", "paper", "--tag", "vgg", "--format", "json")).Output
        );
        Assert.Equal("told", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(
            "No sweep has the tag other; there are paper, vgg.",
            (await Cluster.RunAsync(server, "list", "--tag", "other")).Output.Trim()
        );
        foreach (
            string[] at in (string[][])
                [
                    ["--server", server.Address],
                    ["--home", server.Home],
                ]
        )
        {
            var shown = await Cluster.RunAsync(["show", "told", .. at]);
            Assert.Matches("about +A first try", shown.Output);
            Assert.Matches("tags +paper, vgg", shown.Output);
            Assert.Matches("notes +Compare with 3.", shown.Output);
        }

        var again = await Cluster.RunAsync(server, "submit", spec.Path, "--name", "told", "--set", "tags=[later]", "--set", "notes=");
        Assert.Equal((ExitCode.Completed, "Sweep told was submitted before, and is running."), (again.ExitCode, again.Output.Trim()));
        using var one = JsonDocument.Parse((await Cluster.RunAsync(server, "show", "told", "--format", "json")).Output);
        Assert.Equal(["later"], one.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
    }

    [Fact]
    public async Task Show_OfAClusterAndOfAHome_IsTheSame()
    {
        await using var server = await Cluster.WithAsync("small");
        var ofCluster = await Cluster.RunAsync(server, "show", "small", "--format", "json");
        var ofHome = await Cluster.RunAsync("show", "small", "--format", "json", "--home", server.Home);

        // The coordinator of this test has not locked the home: it looks as if it had been killed.
        Assert.Equal(ofCluster.Output.Replace("\"running\"", "\"paused\"", StringComparison.Ordinal), ofHome.Output);
        Assert.Equal(ExitCode.Completed, ofHome.ExitCode);
    }

    [Fact]
    public async Task Show_Spec_IsWhatWasSubmitted()
    {
        await using var server = await Cluster.WithAsync("small");

        Assert.Equal(Specs.Small, (await Cluster.RunAsync(server, "show", "small", "--spec")).Output);
    }

    [Fact]
    public async Task Show_ASweep_SaysWhereItStands()
    {
        await using var server = await Cluster.WithAsync("small");
        var run = await Cluster.RunAsync(server, "show", "small");

        Assert.Contains("4: 0 done (0 reused), 0 running, 2 ready, 2 waiting, 0 failed", run.Output, StringComparison.Ordinal);
        Assert.Contains("of at most 8 h", run.Output, StringComparison.Ordinal);
        Assert.Contains("5, weight 2", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show", "small")]
    public async Task ListAndShow_HomeAndServer_AreRefusedTogether(params string[] arguments)
    {
        var run = await Cluster.RunAsync([.. arguments, "--home", "/nowhere", "--server", "http://127.0.0.1:5080"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("--home and --server: expected one of them", run.Error, StringComparison.Ordinal);
    }
}
