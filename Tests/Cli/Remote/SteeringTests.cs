using System.Text.Json;
using Sweep.Cli;
using Sweep.Contracts.States;

namespace Sweep.Tests.Cli.Remote;

public class SteeringTests : ClusterTests
{
    [Theory]
    [InlineData("pause", "Paused sweep small")]
    [InlineData("cancel", "Cancelled sweep small")]
    [InlineData("resume", "small is running already")]
    [InlineData("retry", "No stage had failed")]
    public async Task Steer_ASweep_SaysWhatWasDone(string verb, string said)
    {
        var run = await RunAsync(verb, "small");

        Assert.Equal((ExitCode.Completed, ""), (run.ExitCode, run.Error));
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steer_AsJson_IsTheSweepAsItIsThen()
    {
        using var json = JsonDocument.Parse((await RunAsync("pause", "small", "--format", "json")).Output);

        Assert.Equal(
            ("small", "paused"),
            (json.RootElement.GetProperty("name").GetString(), json.RootElement.GetProperty("state").GetString())
        );
    }

    [Fact]
    public async Task Priority_ANumber_IsSet()
    {
        var run = await RunAsync("priority", "small", "9");

        Assert.Equal("Sweep small has priority 9 now; it was 5.", run.Output.Trim());
        Assert.Equal(9, (await Server.Ledger.Reader.FindSweepAsync("small", Stop))!.Priority);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("-1")]
    [InlineData("high")]
    public async Task Priority_NoPriority_IsRefused(string number)
    {
        var run = await RunAsync("priority", "small", number);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"expected a whole number from 0 to 9, found '{number}'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_ASweepThatHasEnded_ForgetsIt()
    {
        var running = await RunAsync("delete", "small");
        await Server.FinishAsync("small", SweepState.Completed);
        var ended = await RunAsync("delete", "small");

        Assert.Equal((ExitCode.BadInput, ExitCode.Completed), (running.ExitCode, ended.ExitCode));
        Assert.Contains("sweep cancel small ends it", running.Error, StringComparison.Ordinal);
        Assert.Null(await Server.Ledger.Reader.FindSweepAsync("small", Stop));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    [InlineData("retry")]
    [InlineData("delete")]
    [InlineData("show")]
    public async Task Steer_NoSuchSweep_NamesThoseThereAre(string verb)
    {
        var run = await RunAsync(verb, "smal");

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Equal("There is no sweep 'smal', did you mean small?; expected small.", run.Error.Trim());
    }

    [Fact]
    public async Task Steer_StateThatDoesNotAllowIt_SaysIt()
    {
        await Server.FinishAsync("small", SweepState.Completed);
        var run = await RunAsync("pause", "small");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal("Sweep small is completed; only one that is running can be paused.", run.Error.Trim());
    }

    [Fact]
    public async Task Workers_SomeAndNone_AreListed()
    {
        var none = await RunAsync("workers");
        Server.Join("node1-7-a");
        Server.Join("node2-7-b", "node2", accepting: false, reason: "its memory is full");
        var two = await RunAsync("workers");
        using var json = JsonDocument.Parse((await RunAsync("workers", "--format", "json")).Output);

        Assert.StartsWith("No workers", none.Output, StringComparison.Ordinal);
        Assert.Contains("node1-7-a", two.Output, StringComparison.Ordinal);
        Assert.Contains("takes nothing: its memory is full", two.Output, StringComparison.Ordinal);
        Assert.Equal(["node1-7-a", "node2-7-b"], json.RootElement.EnumerateArray().Select(worker => worker.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Workers_SomethingIsWrongWithMachines_IsSaidOnceWithTheirNames()
    {
        const string finding = "warning: locale: the character set is [POSIX]";
        Server.Join("node1-7-a", findings: [finding]);
        Server.Join("node2-7-b", "node2", findings: ["failed: CUDA devices: cuda:0 does not compute", finding]);
        Server.Join("node2-8-c", "node2", findings: [finding]);
        var lines = (await RunAsync("workers")).Output.Split('\n').Select(line => line.Trim()).ToList();
        using var json = JsonDocument.Parse((await RunAsync("workers", "--format", "json")).Output);

        Assert.Contains($"node1, node2: {finding}", lines);
        Assert.Contains("node2: failed: CUDA devices: cuda:0 does not compute", lines);
        Assert.Equal([1, 2, 1], json.RootElement.EnumerateArray().Select(worker => worker.GetProperty("findings").GetArrayLength()));
    }

    [Fact]
    public async Task Drain_HostThenAll_TellsThem()
    {
        Server.Join("node1-7-a");
        Server.Join("node2-7-b", "node2");
        var host = await RunAsync("drain", "--host", "node2");
        using var all = JsonDocument.Parse((await RunAsync("drain", "--all", "--format", "json")).Output);

        Assert.Equal("Draining 1 worker: node2-7-b.", host.Output.Trim());
        Assert.Equal(
            ["node1-7-a", "node2-7-b"],
            all.RootElement.GetProperty("workers").EnumerateArray().Select(worker => worker.GetString())
        );
        Assert.Contains("draining", (await RunAsync("workers")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("drain", "node1-7-a", "--all")]
    [InlineData("drain", "--host", "node1", "--all")]
    public async Task Drain_NotOneTarget_IsRefused(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("expected one of WORKER, --host HOST and --all", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_NoSuchWorker_NamesThoseThereAre()
    {
        Server.Join("node1-7-a");
        var run = await RunAsync("drain", "node1-7-b");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("did you mean node1-7-a?", run.Error, StringComparison.Ordinal);
    }
}
