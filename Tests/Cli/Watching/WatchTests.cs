using System.Text.Json;
using Sweep.Cli;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Cli.Remote;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Study;

namespace Sweep.Tests.Cli.Watching;

public class WatchTests : ClusterTests
{
    [Theory]
    [InlineData(SweepState.Completed, ExitCode.Completed, "small is completed: ")]
    [InlineData(SweepState.Failed, ExitCode.SomeTrialsFailed, "sweep failures small says why, sweep retry small takes them up again.")]
    [InlineData(SweepState.Cancelled, ExitCode.SomeTrialsFailed, "small was cancelled; 0 of 4 trials are done.")]
    public async Task Watch_SweepThatEnds_EndsWithItAndItsCode(SweepState end, int exitCode, string last)
    {
        var (watching, output) = Start("watch", "small");
        await output.WaitForAsync("at 0 %: 0 of 4 stages done (0 reused), 0 running, 0 failed, ", Stop);
        await Server.FinishAsync("small", end);

        Assert.Equal(exitCode, (await watching).ExitCode);
        Assert.Contains(last, output.ToString().Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_StagesThatSettle_AreTold()
    {
        var (watching, output) = Start("watch", "small");
        await output.WaitForAsync("at 0 %", Stop);
        await SettleAsync(Server.Ledger, lease => Server.Ledger.CompleteAsync(lease, MakeTrials.Measured(0, 97.5), [], TimeSpan.Zero));
        await output.WaitForAsync("done    train · seed 1: top1 97.50 %", Stop);
        await SettleAsync(Server.Ledger, lease => Server.Ledger.ParkAsync(lease, new AttemptEnd("it diverged\nbadly")));
        await output.WaitForAsync("): it diverged badly", Stop);
        await Server.FinishAsync("small", SweepState.Failed);
        await watching;

        Assert.DoesNotContain("\e", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(output.ToString().Split('\n'), line => line.EndsWith(' '));
    }

    [Fact]
    public async Task Watch_WhileTheCoordinatorIsAway_WaitsAndTellsWhatHasSettledMeanwhile()
    {
        var (watching, output) = Start("watch", "small");
        await output.WaitForAsync("at 0 %", Stop);
        await SettleAsync(Server.Ledger, lease => Server.Ledger.CompleteAsync(lease, MakeTrials.Measured(0, 91), [], TimeSpan.Zero));
        await output.WaitForAsync("top1 91.00 %", Stop);
        await Server.RestartAsync(async () =>
        {
            await output.WaitForAsync("Waiting for it", Stop);
            await using var sweeps = await TestLedger.OpenAsync(
                SqliteLedgerStore.Open(new SqliteStoreOptions(new SweepHome(Server.Home).Database)),
                TimeProvider.System
            );
            await SettleAsync(sweeps, lease => sweeps.CompleteAsync(lease, MakeTrials.Measured(0, 92), [], TimeSpan.Zero));
        });
        await output.WaitForAsync("top1 92.00 %", Stop);
        await Server.FinishAsync("small", SweepState.Completed);

        Assert.Equal(ExitCode.Completed, (await watching).ExitCode);
        Assert.Single(output.ToString().Split('\n'), line => line.Contains("top1 91.00 %", StringComparison.Ordinal));
        Assert.Single(output.ToString().Split('\n'), line => line.Contains("Waiting for it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    public async Task Watch_AsJson_IsAMessageALine(string format)
    {
        await Server.FinishAsync("small", SweepState.Completed);
        var run = await RunAsync("watch", "small", "--format", format);
        var first = JsonDocument.Parse(run.Output.Split('\n')[0]).RootElement;

        Assert.Equal(ExitCode.Completed, run.ExitCode);
        Assert.Equal(
            ("small", "SWEEP_STATE_COMPLETED", 4),
            (
                first.GetProperty("sweeps")[0].GetProperty("name").GetString(),
                first.GetProperty("sweeps")[0].GetProperty("state").GetString(),
                first.GetProperty("sweeps")[0].GetProperty("trials").GetProperty("total").GetInt32()
            )
        );
        Assert.Equal(JsonValueKind.Number, first.GetProperty("sequence").ValueKind);
    }

    [Fact]
    public async Task Watch_NoSuchSweep_NamesThoseThereAre()
    {
        var run = await RunAsync("watch", "smal");

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains("did you mean small?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_SweepThatIsDeleted_SaysSo()
    {
        var (watching, output) = Start("watch", "small");
        await output.WaitForAsync("at 0 %", Stop);
        await Server.Ledger.DeleteAsync("small");
        var run = await watching;

        Assert.Equal((ExitCode.BadInput, "Sweep small was deleted while it was watched."), (run.ExitCode, run.Error.Trim()));
    }

    private (Task<SweepRun> Watching, Lines Output) Start(params string[] arguments)
    {
        var output = new Lines();
        return (
            SweepRun.Of([Sweep.Cli.Verbs.Watch.Create(TimeProvider.System)], [.. arguments, "--server", Server.Address], output),
            output
        );
    }

    /// <summary>Hands out a ready stage of the sweep, and ends it.</summary>
    private static async Task SettleAsync(TestLedger sweeps, Func<Lease, Task<bool>> end)
    {
        var ready = Assert.Single(
            await sweeps.AskAsync(ledger => ledger.ReadReady("small", TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1), 1))
        );
        var command = (await sweeps.HandAsync(ready.StageId, "worker"))!;
        var lease = new Lease(command.Stage.Id, command.Attempt, "worker");
        Assert.True(await sweeps.StartAsync(lease));
        Assert.True(await end(lease));
    }
}
