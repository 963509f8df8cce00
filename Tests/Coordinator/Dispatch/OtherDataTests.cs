using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>Workers that have different files under one name.</summary>
public sealed class OtherDataTests
{
    [Fact]
    public async Task Accept_DataAreNotThoseOfTheFirst_TakesTheStageFromThatWorker()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b", "c"));
        var (right, wrong) = (await fixture.JoinAsync("v"), await fixture.JoinAsync("w"));
        await fixture.PassAsync();
        var (one, other) = (await right.BeginAsync("a"), await wrong.BeginAsync("b"));

        await right.ReportAsync([Read(right, one, "aaaa")]);
        await wrong.ReportAsync([Read(wrong, other, "bbbb")]);
        await fixture.PassAsync();

        Assert.Equal(new CancelStage(other.StageId, other.Attempt, Save: false), Assert.Single(wrong.Cancelled));
        Assert.Equal((StageState.Ready, 0), await StandsAsync(fixture, "b"));
        wrong.Held.Clear();
        await wrong.BeatAsync();
        await fixture.PassAsync();
        Assert.Empty(wrong.Given);
        Assert.Contains(
            "bbbb here, where aaaa",
            (await fixture.WorkersAsync()).Single(worker => worker.WorkerId == "w").DataProblem,
            StringComparison.Ordinal
        );

        await right.CompleteAsync(one);
        await fixture.PassAsync();
        var given = right.Take();
        Assert.Equal((SampleSweep.Id("b"), "aaaa"), (given.Stage.Id, given.Stage.Data.Fingerprint));
    }

    [Fact]
    public async Task Accept_ResultOverOtherData_IsNotTaken()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var (right, wrong) = (await fixture.JoinAsync("v"), await fixture.JoinAsync("w"));
        await fixture.PassAsync();
        var (one, other) = (await right.BeginAsync("a"), await wrong.BeginAsync("b"));

        await right.EndAsync(right.Completed(one) with { Result = Over("aaaa") });
        await wrong.EndAsync(wrong.Completed(other) with { Result = Over("bbbb") });

        Assert.Equal((StageState.Ready, 0), await StandsAsync(fixture, "b"));
        Assert.Null((await fixture.StageAsync("b")).Result);
        Assert.Contains("failed 1 PassOn", fixture.Told);
    }

    [Fact]
    public async Task Accept_WorkerSaysItsDataAreOthers_TriesItAgainAfterAWhile()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("a"), FailureCause.OtherData);
        await fixture.PassTimeAsync(fixture.Options.Avoidance - TimeSpan.FromSeconds(5));
        Assert.Empty(worker.Given);

        await fixture.PassTimeAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(2, worker.Take().Attempt);
    }

    [Fact]
    public async Task Accept_WorkerLacksWeights_GivesItStagesThatNeedNone()
    {
        await using var fixture = await DispatchFixture.StartAsync(
            null,
            new SampleSweep("s", "from-x", "from-x/a", "from-y", "b")
            {
                Costs = new Dictionary<string, double> { ["from-y"] = 0.5, ["b"] = 0.1 },
            }
        );
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("from-x"), FailureCause.OtherWeights);
        Assert.Equal((StageState.Ready, 0), await StandsAsync(fixture, "from-x"));

        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("from-y"), FailureCause.OtherWeights);
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("b"));
        await fixture.PassTimeAsync(fixture.Options.Interval);
        Assert.Empty(worker.Given);
        Assert.Contains("the data. broken", fixture.Coordinator.Stalls.Of("s"), StringComparison.Ordinal);

        var other = await fixture.JoinAsync("x");
        await fixture.PassAsync();
        await other.BeginAsync("from-x");
    }

    [Fact]
    public async Task Accept_WorkerHasGotMoreData_IsGivenItsStagesAtOnce()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        worker.Data = ["cifar10"];
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("a"), FailureCause.OtherData);
        await worker.BeatAsync();
        await fixture.PassAsync();
        Assert.Empty(worker.Given);

        worker.Data = ["cifar10", "mnist"];
        await worker.BeatAsync();
        await fixture.PassAsync();
        await worker.BeginAsync("a");
    }

    private static StageProgressed Read(FakeWorker worker, HeldAttempt attempt, string data) =>
        new(attempt.StageId, attempt.Attempt, worker.Id) { Data = data };

    private static StageResult Over(string data) => SampleSweep.Result() with { Data = data };

    private static async Task<(StageState State, int Failures)> StandsAsync(DispatchFixture fixture, string path)
    {
        var stage = await fixture.StageAsync(path);
        return (stage.State, stage.Failures);
    }
}
