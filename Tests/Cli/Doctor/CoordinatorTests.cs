using System.Text.Json.Nodes;
using Sweep.Cli;
using Sweep.Cli.Doctor;
using Sweep.Cli.Doctor.Cluster;
using Sweep.Client.Connecting;
using Sweep.Coordinator.Api.Security;
using Sweep.Tests.Cli.Remote;
using Sweep.Tests.Client.Connecting;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cli.Doctor;

/// <summary>A coordinator in this process, as <c>sweep doctor --server</c> finds it.</summary>
public sealed class CoordinatorTests : ClusterTests
{
    [Fact]
    public async Task Doctor_ClusterWithoutWorkers_WarnsAndExaminesNoMachine()
    {
        var (run, checks) = await DoctorAsync();

        Assert.Equal(ExitCode.Completed, run.ExitCode);
        Assert.Equal(["coordinator", "token", "clock", "workers"], checks.Keys);
        Assert.Equal(["ok", "ok", "ok", "warning"], checks.Values.Select(check => (string?)check["state"]));
        Assert.Contains("none is asked for", (string?)checks["token"]["found"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NobodyThere_FailsAndSkipsTheRest()
    {
        var run = await Remote.Cluster.RunAsync("doctor", "--server", $"http://127.0.0.1:{Ports.Free()}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("failed  coordinator          No coordinator answers at", run.Output, StringComparison.Ordinal);
        Assert.Contains("→ make cluster starts one", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, run.Output.Split("not without coordinator").Length - 1);
    }

    [Fact]
    public async Task Doctor_Tokens_ByTheirRole()
    {
        using var folder = new ConfigFolder();
        var (viewer, chief) = (
            folder.Write("viewer", Server.AddToken("me", Role.Viewer)),
            folder.Write("chief", Server.AddToken("chief", Role.Operator))
        );
        var (_, look) = await DoctorAsync("--token-file", viewer);
        var (_, steer) = await DoctorAsync("--token-file", chief);
        var (wrong, refused) = await DoctorAsync("--token-file", folder.Write("wrong", "sweep_wrong"));

        Assert.Contains("viewer, may look; submitting", (string?)look["token"]["found"], StringComparison.Ordinal);
        Assert.Contains("operator, may look, submit and steer", (string?)steer["token"]["found"], StringComparison.Ordinal);
        Assert.Equal((1, "failed"), (wrong.ExitCode, (string?)refused["coordinator"]["state"]));
        Assert.Contains("does not know the token of --token-file", (string?)refused["coordinator"]["found"], StringComparison.Ordinal);
        Assert.DoesNotContain("sweep_wrong", wrong.Output + wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_Workers_WhoTakesNothingIsNamed()
    {
        Server.Join("good-1");
        Server.Join("bad-1", host: "node7", accepting: false, reason: "little memory is free");
        var (run, checks) = await DoctorAsync();

        Assert.Equal(ExitCode.Completed, run.ExitCode);
        Assert.StartsWith("2 workers on 2 machines, 4 slots; ", (string?)checks["workers"]["found"], StringComparison.Ordinal);
        Assert.Contains("; bad-1 takes nothing: little memory is free", (string?)checks["workers"]["found"], StringComparison.Ordinal);
        Assert.Contains("Run sweep doctor on node7.", (string?)checks["workers"]["remedy"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, FindingState.Ok)]
    [InlineData(-120, FindingState.Warning)]
    [InlineData(3600, FindingState.Failed)]
    public async Task Clock_FarFromTheCoordinators_IsSaid(int ahead, object state)
    {
        var time = new ShiftedTime(TimeSpan.FromSeconds(ahead));
        using var coordinator = new ExaminedCoordinator(new Connection(new Uri(Server.Address)), time);
        await new CoordinatorCheck(coordinator).RunAsync(Stop);
        var finding = await new ClockAgainstCheck(coordinator).RunAsync(Stop);

        Assert.Equal(state, finding.State);
        Assert.Equal(ahead > 0, finding.Found.Contains("ahead of", StringComparison.Ordinal));
        Assert.Equal(ahead < 0, finding.Found.Contains("behind", StringComparison.Ordinal));
    }

    private async Task<(SweepRun Run, Dictionary<string, JsonNode> Checks)> DoctorAsync(params IEnumerable<string> arguments)
    {
        var run = await RunAsync(["doctor", "--format", "json", .. arguments]);
        return (run, JsonNode.Parse(run.Output)!["checks"]!.AsArray().ToDictionary(check => (string)check!["name"]!, check => check!));
    }

    /// <summary>A clock that is off.</summary>
    private sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
