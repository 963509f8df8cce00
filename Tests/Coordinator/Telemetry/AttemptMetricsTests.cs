using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Telemetry;
using Sweep.Coordinator.Watching;
using Sweep.Tests.Coordinator.Store;
using Sweep.Tests.Hosting.Telemetry;

namespace Sweep.Tests.Coordinator.Telemetry;

public sealed class AttemptMetricsTests : IDisposable
{
    private static readonly StageDefinition _stage = SampleSweep.Definition("a");

    private readonly Instruments _instruments = new();
    private readonly RunningStages _running = new(TimeProvider.System);
    private readonly AttemptMetrics _metrics;

    public AttemptMetricsTests() => _metrics = new AttemptMetrics(_instruments, _running);

    [Fact]
    public void Completed_Stage_IsCountedByKindAndArchitecture()
    {
        HandOut();
        // The order of registration in the coordinator: the counting observer comes before the forgetting one.
        foreach (var observer in new IDispatchObserver[] { _metrics, _running })
        {
            observer.OnCompleted(
                new StageCompleted(_stage.Id, 1, "w", SampleSweep.Result() with { Epochs = 5, Duration = TimeSpan.FromSeconds(90) }, [])
                {
                    Spent = TimeSpan.FromSeconds(60),
                }
            );
        }

        var series = _instruments.Read();

        Assert.Equal(1, series["sweep.attempts.handed.out{architecture=vgg16,kind=train}"]);
        Assert.Equal(1, series["sweep.attempts{architecture=vgg16,kind=train,outcome=completed}"]);
        Assert.Equal(5, series["sweep.epochs{architecture=vgg16,kind=train}"]);
        // The duration of all attempts, and the time of this one.
        Assert.Equal(90, series["sweep.stage.duration{architecture=vgg16,kind=train}"]);
        Assert.Equal(60, series["sweep.attempt.time{outcome=completed}"]);
    }

    [Fact]
    public void Ended_WithoutResult_IsCountedByOutcomeAndCause()
    {
        HandOut();
        var failed = new StageFailed(_stage.Id, 1, "w", "no memory", null, FailureCause.OutOfMemory) { Spent = TimeSpan.FromSeconds(3) };
        _metrics.OnFailed(failed, new FailurePlan(FailureAction.Retry, TimeSpan.Zero, 2));
        _metrics.OnFailed(failed with { Cause = FailureCause.Stage }, new FailurePlan(FailureAction.Park, TimeSpan.Zero, 1));
        _metrics.OnReleased(new StageReleased(_stage.Id, 1, "w") { Spent = TimeSpan.FromSeconds(2) });
        _metrics.OnLost(new Lease(_stage.Id, 1, "w"));
        _metrics.OnParked(new Lease(_stage.Id, 1, "w"), "lost too often");

        var series = _instruments.Read();

        Assert.Equal((2, 1, 2), (Attempts("failed"), Attempts("released"), Attempts("lost")));
        Assert.Equal(
            (1, 1, 0),
            (
                series["sweep.attempt.failures{cause=out-of-memory}"],
                series["sweep.attempt.failures{cause=stage}"],
                series["sweep.attempt.failures{cause=timeout}"]
            )
        );
        Assert.Equal((2, 2), (series["sweep.stages.parked"], series["sweep.leases.expired"]));
        Assert.Equal((6, 2), (series["sweep.attempt.time{outcome=failed}"], series["sweep.attempt.time{outcome=released}"]));

        double Attempts(string outcome) => series[$"sweep.attempts{{architecture=vgg16,kind=train,outcome={outcome}}}"];
    }

    [Fact]
    public void Ended_HandedOutByAnEarlierCoordinator_IsUnknown()
    {
        _metrics.OnReleased(new StageReleased(_stage.Id, 1, "w"));

        Assert.Equal(1, _instruments.Read()["sweep.attempts{architecture=unknown,kind=unknown,outcome=released}"]);
    }

    [Fact]
    public void Created_NothingHasHappened_RareCountersAreZero()
    {
        var series = _instruments.Read();

        Assert.Equal(
            (0, 0, 0),
            (series["sweep.stages.parked"], series["sweep.leases.expired"], series["sweep.attempt.failures{cause=unknown}"])
        );
    }

    [Fact]
    public void Pass_Ended_IsMeasured()
    {
        new PassMetrics(_instruments).OnPassed(TimeSpan.FromMilliseconds(20));

        Assert.Equal(0.02, _instruments.Read()["sweep.dispatch.pass.duration"]);
    }

    [Fact]
    public void Bytes_OfALedger_MatchItsStages()
    {
        var ledger = new SweepLedger(new LedgerFacts(default, LedgerHead.Empty, [], []));
        Assert.InRange(ledger.Bytes, 1, 10_000);
        var sweep = new SampleSweep("one", [.. Enumerable.Range(0, 10_000).Select(number => $"s{number}")]);
        ledger.Submit(SubmittedSweep.Of(sweep.Sweep, sweep.Stages, sweep.Trials), [], replace: false, DateTimeOffset.UnixEpoch);

        // A stage takes 112 + 48 bytes and its place in the index, and at most twice that while pages and index grow.
        Assert.InRange(ledger.Bytes, 10_000 * (112 + 48 + 4), 10_000 * 2 * (112 + 48 + 8));
    }

    /// <summary>Two trials share stage "a", and a second sweep wants it again: three times two epochs, run once.</summary>
    [Fact]
    public void Saved_SharedStages_CountsTheRunsAvoided()
    {
        var now = DateTimeOffset.UnixEpoch;
        var ledger = new SweepLedger(new LedgerFacts(default, LedgerHead.Empty, [], []));
        var one = new SampleSweep("one", "a", "a/b", "a/c");
        ledger.Submit(SubmittedSweep.Of(one.Sweep, one.Stages, one.Trials), [], replace: false, now);
        var order = ledger.Hand(SampleSweep.Id("a"), "w", now)!;
        var lease = new Lease(order.Stage.Id, order.Attempt, "w");
        ledger.Complete(lease, SampleSweep.Result() with { Duration = TimeSpan.FromSeconds(10) }, [], TimeSpan.FromSeconds(8), now);
        Assert.Equal((2, TimeSpan.FromSeconds(10)), (ledger.Tally.EpochsSaved, ledger.Tally.TimeSaved));

        var two = new SampleSweep("two", "a", "a/d");
        ledger.Submit(SubmittedSweep.Of(two.Sweep, two.Stages, two.Trials), [], replace: false, now);

        Assert.Equal((4, TimeSpan.FromSeconds(20)), (ledger.Tally.EpochsSaved, ledger.Tally.TimeSaved));
    }

    public void Dispose() => _instruments.Dispose();

    private void HandOut()
    {
        var command = new RunStage { Stage = _stage, Attempt = 1 };
        foreach (var observer in new IDispatchObserver[] { _metrics, _running })
            observer.OnQueued(command, "w");
    }
}
