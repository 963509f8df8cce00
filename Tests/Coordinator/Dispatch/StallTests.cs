using Sweep.Contracts.Messages;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>Sweeps that do not get on, and why.</summary>
public sealed class StallTests
{
    [Fact]
    public async Task Pass_NobodyIsThere_SaysSoUntilSomebodyTakesAStage()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        await LookAsync(fixture);
        Assert.Null(fixture.Coordinator.Stalls.Of("s"));
        await fixture.PassTimeAsync(fixture.Options.StallAfter);
        Assert.StartsWith("No worker is there.", fixture.Coordinator.Stalls.Of("s"), StringComparison.Ordinal);

        var worker = await fixture.JoinAsync("w");
        await LookAsync(fixture);
        await worker.BeginAsync("a");
        await LookAsync(fixture);

        Assert.Null(fixture.Coordinator.Stalls.Of("s"));
    }

    [Fact]
    public async Task Pass_WorkersTakeNothing_SaysSo()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        foreach (var id in new[] { "v", "w" })
        {
            var worker = fixture.Add(id);
            worker.IsAccepting = false;
            await worker.BeatAsync();
        }

        await LookAsync(fixture);
        await fixture.PassTimeAsync(fixture.Options.StallAfter);

        Assert.StartsWith("None of the 2 workers takes stages.", fixture.Coordinator.Stalls.Of("s"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pass_NobodyHasTheData_SaysWhatAWorkerSaid()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var worker = await fixture.JoinAsync("w");
        await LookAsync(fixture);
        await worker.FailAsync(await worker.BeginAsync("a"), FailureCause.OtherData);
        await LookAsync(fixture);

        Assert.StartsWith("The only worker does not have the data. ", fixture.Coordinator.Stalls.Of("s"), StringComparison.Ordinal);
        Assert.Contains("broken", fixture.Coordinator.Stalls.Of("s")!, StringComparison.Ordinal);
        Assert.Equal(0, (await fixture.StageAsync("a")).Failures);

        // Another that has them takes it up.
        await fixture.JoinAsync("x");
        await LookAsync(fixture);
        await LookAsync(fixture);
        Assert.Null(fixture.Coordinator.Stalls.Of("s"));
    }

    private static Task LookAsync(DispatchFixture fixture) => fixture.PassTimeAsync(fixture.Options.Interval);
}
