using System.Globalization;
using System.Text.Json;
using Sweep.Api.V1;
using Sweep.Cli;
using Sweep.Tests.Coordinator.Api;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Tests.Cli.Remote;

public class SubmitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_NewAndAgain_SaysWhichItIs()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await ApiServer.StartAsync();
        var first = await Cluster.RunAsync(server, "submit", spec.Path);
        var again = await Cluster.RunAsync(server, "submit", spec.Path);

        Assert.Equal((ExitCode.Completed, ExitCode.Completed), (first.ExitCode, again.ExitCode));
        Assert.Equal("Submitted sweep small: 4 trials of 4 stages.", first.Output.Trim());
        Assert.Equal("Sweep small was submitted before, and is running.", again.Output.Trim());
    }

    [Fact]
    public async Task Submit_NobodyCouldTakeIt_WarnsAndSubmits()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await ApiServer.StartAsync();
        var alone = await Cluster.RunAsync(server, "submit", spec.Path);
        server.Join("v", data: ["cifar10"]);
        var lacking = await Cluster.RunAsync(server, "submit", spec.Path, "--name", "second");
        server.Join("w", data: ["svhn"]);
        using var json = JsonDocument.Parse(
            (await Cluster.RunAsync(server, "submit", spec.Path, "--name", "third", "--format", "json")).Output
        );
        server.Join("x", data: ["mnist"]);
        var well = await Cluster.RunAsync(server, "submit", spec.Path, "--name", "fourth");

        Assert.All([alone, lacking, well], run => Assert.Equal(ExitCode.Completed, run.ExitCode));
        Assert.Equal(
            "warning: No worker is there that could take its stages: it waits for one. Start one with sweep-worker, for the same broker.",
            alone.Error.Trim()
        );
        Assert.Equal(
            "warning: The only worker does not have mnist: what needs it waits for one that has. On a worker's machine: sweep data pull mnist; or start the worker with --data FOLDER.",
            lacking.Error.Trim()
        );
        Assert.StartsWith(
            "None of the 2 workers has mnist: ",
            json.RootElement.GetProperty("warning").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("", well.Error);
    }

    [Fact]
    public async Task Plan_AtACluster_SaysWhichWorkersHaveTheData()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await ApiServer.StartAsync();
        var nobody = await Cluster.RunAsync(server, "plan", spec.Path);
        server.Join("v", data: ["cifar10"]);
        var none = await Cluster.RunAsync(server, "plan", spec.Path);
        server.Join("w", data: ["mnist"]);
        var one = await Cluster.RunAsync(server, "plan", spec.Path);

        Assert.Contains("mnist: no worker is there to ask", nobody.Output, StringComparison.Ordinal);
        Assert.Contains("mnist: no worker has it; on a worker's machine: sweep data pull mnist", none.Output, StringComparison.Ordinal);
        Assert.Contains("mnist: on 1 of 2 workers", one.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_OfAStalledSweep_SayWhy()
    {
        await using var server = await ApiServer.StartAsync();
        server.Join("v", heard: 1);
        server.Lack("v", "It has no mnist.");
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small, Name = "small" }, cancellationToken: Stop);
        SweepRun run;
        do
        {
            Stop.ThrowIfCancellationRequested();
            run = await Cluster.RunAsync(server, "failures", "small");
        } while (!run.Output.Contains("stalled", StringComparison.Ordinal));

        Assert.StartsWith(
            "small is stalled: The only worker does not have the data. It has no mnist.",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("No stage of small has failed.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AgainWhenItIsPausedOrCancelled_SaysWhatGoesOn()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await Cluster.WithAsync("small");
        await Cluster.RunAsync(server, "pause", "small");
        var paused = await Cluster.RunAsync(server, "submit", spec.Path);
        await Cluster.RunAsync(server, "cancel", "small");
        var cancelled = await Cluster.RunAsync(server, "submit", spec.Path);

        Assert.EndsWith("is paused. sweep resume small goes on.", paused.Output.Trim(), StringComparison.Ordinal);
        Assert.EndsWith("is cancelled. sweep retry small takes it up again.", cancelled.Output.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AsJson_HasTheSweep()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await ApiServer.StartAsync();
        using var json = JsonDocument.Parse(
            (await Cluster.RunAsync(server, "submit", spec.Path, "--name", "mine", "--format", "json")).Output
        );

        var sweep = json.RootElement.GetProperty("sweep");
        Assert.True(json.RootElement.GetProperty("new").GetBoolean());
        Assert.Equal(
            ("mine", "running", 4, 8),
            (
                sweep.GetProperty("name").GetString(),
                sweep.GetProperty("state").GetString(),
                sweep.GetProperty("trials").GetInt32(),
                sweep.GetProperty("gpu_hours").GetInt32()
            )
        );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(300)]
    public async Task Submit_InvalidSpec_SaysExactlyWhatValidateSays(int mistakes)
    {
        var keys = Enumerable.Range(0, mistakes).Select(number => string.Create(CultureInfo.InvariantCulture, $"wrong-{number}: 1"));
        using var spec = new SpecOnDisk($"{Specs.Small}\n{string.Join('\n', keys)}");
        await using var server = await ApiServer.StartAsync();
        var submit = await Cluster.RunAsync(server, "submit", spec.Path);
        var validate = await Cluster.RunAsync("validate", spec.Path);

        Assert.Equal(ExitCode.BadInput, submit.ExitCode);
        Assert.Equal(validate.Error, submit.Error);
        Assert.Contains($"{spec.Path}:5: wrong-0: unknown key", submit.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NameOfAnotherSpec_IsRefusedUnlessItReplaces()
    {
        using var spec = new SpecOnDisk(Specs.Small + "\npriority: 8");
        await using var server = await Cluster.WithAsync("small");
        var refused = await Cluster.RunAsync(server, "submit", spec.Path);
        var replaced = await Cluster.RunAsync(server, "submit", spec.Path, "--replace");

        Assert.Equal((ExitCode.BadInput, ExitCode.Completed), (refused.ExitCode, replaced.ExitCode));
        Assert.Contains("a sweep named 'small' with another spec", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NoFile_SaysSo()
    {
        await using var server = await ApiServer.StartAsync();
        var run = await Cluster.RunAsync(server, "submit", "/nowhere/spec.yaml");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("there is no such file", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SweepState.Completed, ExitCode.Completed, "small is completed")]
    [InlineData(SweepState.Failed, ExitCode.SomeTrialsFailed, "sweep retry small takes them up again")]
    [InlineData(SweepState.Cancelled, ExitCode.SomeTrialsFailed, "small was cancelled")]
    public async Task Submit_Wait_EndsWithTheSweep(SweepState end, int exitCode, string last)
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await Cluster.WithAsync("small");
        var output = new Lines();
        var waiting = StartAsync(output, "submit", spec.Path, "--wait", "--server", server.Address);
        await output.WaitForAsync("at 0 %", Stop);
        await server.FinishAsync("small", end);
        var run = await waiting;

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(last, run.Output.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WaitWhileTheCoordinatorRestarts_GoesOn()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await Cluster.WithAsync("small");
        var output = new Lines();
        var waiting = StartAsync(output, "submit", spec.Path, "--wait", "--server", server.Address);
        await output.WaitForAsync("at 0 %", Stop);
        await server.RestartAsync(() => output.WaitForAsync("Waiting for it", Stop));
        await server.FinishAsync("small", SweepState.Completed);

        Assert.Equal(ExitCode.Completed, (await waiting).ExitCode);
        Assert.Contains("small is completed", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WaitAsJson_IsALineEach()
    {
        using var spec = new SpecOnDisk(Specs.Small);
        await using var server = await Cluster.WithAsync("small");
        await server.FinishAsync("small", SweepState.Completed);
        var run = await Cluster.RunAsync(server, "submit", spec.Path, "--wait", "--format", "json");

        var events = run.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["submitted", "summary"], events.Select(line => line.GetProperty("event").GetString()));
        Assert.Equal("completed", events[^1].GetProperty("sweep").GetProperty("state").GetString());
    }

    private static Task<SweepRun> StartAsync(Lines output, params string[] arguments) =>
        SweepRun.Of([Sweep.Cli.Verbs.Submit.Create(TimeProvider.System)], arguments, output);
}
