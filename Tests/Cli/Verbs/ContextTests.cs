using System.Text.Json;
using Sweep.Cli;
using Sweep.Tests.Client.Connecting;

namespace Sweep.Tests.Cli.Verbs;

public class ContextTests
{
    [Fact]
    public async Task Context_AddUseRemove_ShowsInListAndShow()
    {
        using var folder = new ConfigFolder();
        var none = await RunAsync(folder, "list");
        var first = await RunAsync(folder, "add", "here", "--server", "http://127.0.0.1:5080");
        var second = await RunAsync(
            folder,
            "add",
            "lab",
            "--server",
            "https://lab:5080",
            "--token-file",
            folder.Write("lab.token", "geheim")
        );
        await RunAsync(folder, "use", "lab");
        using var list = JsonDocument.Parse((await RunAsync(folder, "list", "--format", "json")).Output);
        var show = await RunAsync(folder, "show");
        var removed = await RunAsync(folder, "remove", "lab");

        Assert.Contains("sweep context add NAME --server URL", none.Output, StringComparison.Ordinal);
        Assert.Equal("here is http://127.0.0.1:5080, and in use.", first.Output.Trim());
        Assert.Equal("lab is https://lab:5080; sweep context use lab uses it.", second.Output.Trim());
        Assert.Equal(
            [("here", false), ("lab", true)],
            list.RootElement.EnumerateArray()
                .Select(context => (context.GetProperty("name").GetString(), context.GetProperty("current").GetBoolean()))
        );
        Assert.Contains("lab, in use", show.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "geheim",
            show.Output + list.RootElement.GetRawText() + File.ReadAllText(folder.File.Path),
            StringComparison.Ordinal
        );
        Assert.Contains("No context is in use now", removed.Output, StringComparison.Ordinal);
        Assert.Equal((null, "here"), (folder.File.Read().Current, Assert.Single(folder.File.Read().Contexts).Name));
    }

    [Fact]
    public async Task Add_NameThatIsTaken_IsRefusedUnlessItReplaces()
    {
        using var folder = new ConfigFolder();
        await RunAsync(folder, "add", "lab", "--server", "http://lab:1");
        var same = await RunAsync(folder, "add", "lab", "--server", "http://lab:1");
        var refused = await RunAsync(folder, "add", "lab", "--server", "http://lab:2");
        var replaced = await RunAsync(folder, "add", "lab", "--server", "http://lab:2", "--replace");

        Assert.Equal((ExitCode.Completed, ExitCode.BadInput, ExitCode.Completed), (same.ExitCode, refused.ExitCode, replaced.ExitCode));
        Assert.Contains("--replace takes its place", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(folder.File.Read().Contexts).Server.Port);
    }

    [Theory]
    [InlineData("expected as", "add", "Lab", "--server", "http://lab:1")]
    [InlineData("--server: expected an address", "add", "lab", "--server", "lab:1")]
    [InlineData("--token-file /nowhere: cannot be read", "add", "lab", "--server", "http://127.0.0.1:1", "--token-file", "/nowhere")]
    [InlineData("Option '--server' is required", "add", "lab")]
    [InlineData("there is no context 'lab', and none in", "use", "lab")]
    [InlineData("there is no context 'lab', and none in", "remove", "lab")]
    [InlineData("No context is in use", "show")]
    [InlineData("expected one of NAME and --none", "use")]
    [InlineData("(sweep context add --help shows what is)", "add", "lab", "--sever", "x")]
    public async Task Context_BadInput_SaysWhatWouldDoAndWritesNothing(string message, params string[] arguments)
    {
        using var folder = new ConfigFolder();
        var run = await RunAsync(folder, arguments);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains(message.Replace("expected as", "NAME: expected", StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File.Path));
    }

    private static Task<SweepRun> RunAsync(ConfigFolder folder, params string[] arguments) =>
        SweepRun.Of([Sweep.Cli.Verbs.Context.Create(() => folder.File)], ["context", .. arguments]);
}
