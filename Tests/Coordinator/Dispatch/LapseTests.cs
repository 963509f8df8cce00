using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>Who counts as silent, and who does not.</summary>
public sealed class LapseTests
{
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(10);

    private static TimeSpan Lease => DispatchOptions.Default.Lease;

    [Fact]
    public async Task Run_SilentWorker_GivesItsStageToAnotherAndItsLateReportChangesNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var silent = await fixture.JoinAsync("silent");
        await fixture.PassAsync();
        var old = await silent.BeginAsync("a");
        await fixture.PassTimeAsync(2 * Lease);
        Assert.Equal(StageState.Running, (await fixture.StageAsync("a")).State);

        silent.IsAlive = false;
        var other = await fixture.JoinAsync("other");
        await fixture.PassTimeAsync(Lease + _moment);
        var current = await other.BeginAsync("a");

        Assert.Equal(2, current.Attempt);
        Assert.Equal((0, 1), ((await fixture.StageAsync("a")).Failures, (await fixture.StageAsync("a")).Losses));
        Assert.Contains("lost 1 silent", fixture.Told);
        Assert.Contains("gone silent", fixture.Told);
        await silent.CompleteAsync(old);
        Assert.DoesNotContain("completed 1", fixture.Told);
        await other.CompleteAsync(current);
        Assert.Contains("completed 2", fixture.Told);
    }

    [Fact]
    public async Task Run_OrderThatWasNeverTakenUp_IsReleasedSoonerAndNotCounted()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        worker.IsDeaf = true;
        await fixture.PassAsync();
        worker.IsDeaf = false;

        await fixture.PassTimeAsync(DispatchOptions.Default.OrderPatience + _moment);

        Assert.Equal(2, (await worker.BeginAsync("a")).Attempt);
        Assert.Equal((0, 0), ((await fixture.StageAsync("a")).Failures, (await fixture.StageAsync("a")).Losses));
    }

    [Fact]
    public async Task Run_StoreThatIsLocked_DoesNotTakeBackWhatIsReportedMeanwhile()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var command = worker.Take();
        fixture.Store.Close();

        var report = worker.CompleteAsync(new HeldAttempt(command.Stage.Id, command.Attempt));
        var passing = fixture.PassTimeAsync(2 * Lease);
        fixture.Time.Advance(2 * Lease);
        fixture.Store.Open();
        await Task.WhenAll(report, passing).WaitAsync(TimeSpan.FromMinutes(2), DispatchFixture.Stop);

        Assert.DoesNotContain(fixture.Told, line => line.StartsWith("lost", StringComparison.Ordinal));
        Assert.Contains("completed 1", fixture.Told);
        Assert.Equal(StageState.Completed, (await fixture.StageAsync("a")).State);
    }

    [Fact]
    public async Task Run_StageThatItsWorkerDoesNotNameAnyMore_GoesToAnother()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var forgetful = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await forgetful.BeginAsync("a");
        forgetful.Held.Clear();

        await fixture.PassTimeAsync(Lease + _moment);

        Assert.Equal(2, (await forgetful.BeginAsync("a")).Attempt);
    }

    [Fact]
    public async Task Run_StageThatWorkersDieAt_IsParkedAfterTwentyInARow()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "a/b"));
        for (var attempt = 1; attempt <= DispatchOptions.Default.MaxLosses; attempt++)
        {
            var worker = await fixture.JoinAsync($"w{attempt}");
            await fixture.PassAsync();
            Assert.Equal(attempt, (await worker.BeginAsync("a")).Attempt);
            worker.IsAlive = false;
            await fixture.PassTimeAsync(Lease + _moment);
        }

        Assert.Equal(StageState.Failed, (await fixture.StageAsync("a")).State);
        Assert.Contains("20 workers in a row", (await fixture.StageAsync("a")).Error, StringComparison.Ordinal);
        Assert.Equal(SweepState.Failed, await fixture.StateAsync("s"));
    }

    [Fact]
    public async Task Run_CoordinatorRestarted_KeepsLeasesAndGivesEachWorkerItsFullTime()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var (living, dead) = (await fixture.JoinAsync("living"), await fixture.JoinAsync("dead"));
        await fixture.PassAsync();
        var (mine, _) = (await living.BeginAsync(Next(living)), await dead.BeginAsync(Next(dead)));
        dead.IsAlive = false;

        fixture.Time.Advance(TimeSpan.FromHours(3));
        fixture.Restart();
        await fixture.PassTimeAsync(Lease - _moment);
        Assert.DoesNotContain(fixture.Told, line => line.StartsWith("lost", StringComparison.Ordinal));
        await fixture.PassTimeAsync(2 * _moment);

        Assert.Equal(["lost 1 dead"], fixture.Told.Where(line => line.StartsWith("lost", StringComparison.Ordinal)));
        await living.CompleteAsync(mine);
        Assert.Contains("completed 1", fixture.Told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Run_WallClockJumpsByAnHour_NobodyIsSilent(int hours)
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.BeginAsync("a");

        fixture.Time.Jump = TimeSpan.FromHours(hours);
        await fixture.PassAsync();
        await fixture.PassTimeAsync(Lease + _moment);

        Assert.Equal(StageState.Running, (await fixture.StageAsync("a")).State);
        worker.IsAlive = false;
        await fixture.PassTimeAsync(Lease + _moment);
        Assert.Equal(StageState.Ready, (await fixture.StageAsync("a")).State);
    }

    [Fact]
    public async Task Run_CoordinatorStoodStill_NobodyIsSilent()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.BeginAsync("a");

        // What the worker sent meanwhile waits in the queue, behind the first pass.
        fixture.Time.Advance(TimeSpan.FromHours(1));
        await fixture.PassAsync();
        await fixture.PassTimeAsync(Lease + _moment);

        Assert.Equal(StageState.Running, (await fixture.StageAsync("a")).State);
        Assert.DoesNotContain("gone w", fixture.Told);
    }

    [Fact]
    public async Task Run_BrokerAwayForLongerThanALease_NobodyIsSilent()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = await worker.BeginAsync("a");

        fixture.IsConnected = false;
        await fixture.PassTimeAsync(10 * Lease);
        fixture.IsConnected = true;
        worker.IsAlive = false;
        await fixture.PassTimeAsync(Lease + (Lease / 2));

        // It found the broker again later than the coordinator did.
        worker.IsAlive = true;
        await worker.CompleteAsync(attempt);
        Assert.Contains("completed 1", fixture.Told);
    }

    [Fact]
    public async Task Run_StoreBrokenWhenALeaseLapses_TakesItBackOnceItWorks()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.BeginAsync("a");
        worker.IsAlive = false;
        await fixture.PassTimeAsync(Lease - _moment);
        await fixture.BreakAsync();
        for (var second = 0; second < 20; second++)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await Record.ExceptionAsync(fixture.PassAsync);
        }

        Assert.Equal(StageState.Running, (await fixture.StageAsync("a")).State);
        await fixture.RepairAsync();
        await fixture.PassAsync();
        Assert.Equal(StageState.Ready, (await fixture.StageAsync("a")).State);
    }

    private static string Next(FakeWorker worker) => worker.Given.First().Stage.Id == SampleSweep.Id("a") ? "a" : "b";
}
