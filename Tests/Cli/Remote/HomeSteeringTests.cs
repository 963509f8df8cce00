using Sweep.Cli;
using Sweep.Tests.Cli.Running;

namespace Sweep.Tests.Cli.Remote;

/// <summary>Sweeps in a home in which nothing runs.</summary>
public sealed class HomeSteeringTests : IDisposable
{
    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Delete_OfAHome_ForgetsTheSweepAndKeepsItsStages()
    {
        Assert.Equal(0, (await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()))).Code);

        var run = await Cluster.RunAsync("delete", "grid", "--home", _fixture.Home);
        Assert.Equal(
            (ExitCode.Completed, "Deleted sweep grid. Its finished stages stay, and are not run again for other sweeps."),
            (run.ExitCode, run.Output.Trim())
        );
        Assert.Contains("No sweeps yet", (await Cluster.RunAsync("list", "--home", _fixture.Home)).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await Cluster.RunAsync("delete", "grid", "--home", _fixture.Home)).ExitCode);
        Assert.Contains("8 of them done", (await SweepProcess.RunAsync(_fixture.Noop(_fixture.Spec()))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelRetryPauseResume_OfAHome_ChangeItsState()
    {
        await using var server = await Cluster.WithAsync("small");
        var home = server.Home;
        await server.RestartAsync(async () =>
        {
            Assert.StartsWith(
                "Paused sweep small",
                (await Cluster.RunAsync("pause", "small", "--home", home)).Output,
                StringComparison.Ordinal
            );
            var resumed = await Cluster.RunAsync("resume", "small", "--home", home);
            Assert.StartsWith("Sweep small goes on", resumed.Output, StringComparison.Ordinal);
            Assert.Contains("Nothing runs in a home by itself", resumed.Error, StringComparison.Ordinal);
            Assert.Equal(ExitCode.BadInput, (await Cluster.RunAsync("delete", "small", "--home", home)).ExitCode);
            Assert.StartsWith(
                "Cancelled sweep small",
                (await Cluster.RunAsync("cancel", "small", "--home", home)).Output,
                StringComparison.Ordinal
            );
            Assert.Contains("cancelled", (await Cluster.RunAsync("list", "--home", home)).Output, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Completed, (await Cluster.RunAsync("retry", "small", "--home", home)).ExitCode);
        });
    }

    [Fact]
    public async Task Pause_WithoutAHomesSweeps_SaysSo()
    {
        var run = await Cluster.RunAsync("pause", "small", "--home", _fixture.Empty);
        Assert.Equal((ExitCode.BadInput, $"There are no sweeps in {_fixture.Empty}."), (run.ExitCode, run.Error.Trim()));
    }
}
