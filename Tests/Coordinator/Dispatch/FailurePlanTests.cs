using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class FailurePlanTests
{
    private static readonly DispatchOptions _options = new() { BackOff = TimeSpan.FromSeconds(5), MaxBackOff = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 30)]
    [InlineData(1000, 30)]
    public void For_FailureThatMayPass_WaitsTwiceAsLongEachTime(int failures, int seconds) =>
        Assert.Equal(
            new FailurePlan(FailureAction.Retry, TimeSpan.FromSeconds(seconds), 1),
            FailurePlan.For(Failure(FailureCause.Unknown), Stage(failures, retries: 5000), _options)
        );

    [Theory]
    [InlineData(FailureCause.Unknown)]
    [InlineData(FailureCause.Timeout)]
    [InlineData(FailureCause.OutOfMemory)]
    public void For_UsedUpRetries_Parks(FailureCause cause)
    {
        Assert.Equal(FailureAction.Retry, FailurePlan.For(Failure(cause), Stage(1, 2), _options).Action);
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(cause), Stage(2, 2), _options).Action);
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(cause), Stage(0, 0), _options).Action);
    }

    [Fact]
    public void For_FailureThatWouldRepeat_ParksAtOnce() =>
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(FailureCause.Stage), Stage(0, 2), _options).Action);

    [Fact]
    public void For_OutOfMemory_DoublesThePartsUntilEachIsOneImage()
    {
        Assert.Equal((FailureAction.Retry, 2), Next(FailurePlan.For(Failure(FailureCause.OutOfMemory), Stage(0, 9), _options)));
        Assert.Equal(
            (FailureAction.Retry, 128),
            Next(FailurePlan.For(Failure(FailureCause.OutOfMemory), Stage(0, 9, splits: 64), _options))
        );
        Assert.Equal(
            (FailureAction.Park, 128),
            Next(FailurePlan.For(Failure(FailureCause.OutOfMemory), Stage(0, 9, splits: 128), _options))
        );
        Assert.Equal((FailureAction.Retry, 128), Next(FailurePlan.For(Failure(FailureCause.Unknown), Stage(0, 9, splits: 128), _options)));
    }

    [Fact]
    public void For_MissingParent_ReopensItButNotForEver()
    {
        Assert.Equal(
            FailureAction.ReopenParent,
            FailurePlan.For(Failure(FailureCause.MissingParent), Stage(1, 2, path: "a/b"), _options).Action
        );
        Assert.Equal(
            FailureAction.ReopenParent,
            FailurePlan.For(Failure(FailureCause.MissingParent), Stage(0, 0, path: "a/b"), _options).Action
        );
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(FailureCause.MissingParent), Stage(1, 0, path: "a/b"), _options).Action);
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(FailureCause.MissingParent), Stage(2, 2, path: "a/b"), _options).Action);
        Assert.Equal(FailureAction.Retry, FailurePlan.For(Failure(FailureCause.MissingParent), Stage(1, 2), _options).Action);
    }

    private static (FailureAction, int) Next(FailurePlan plan) => (plan.Action, plan.Splits);

    private static StageFailed Failure(FailureCause cause) => new(SampleSweep.Id("a"), 1, "w", "error", null, cause);

    private static StageRecord Stage(int failures, int retries, int splits = 1, string path = "a") =>
        new()
        {
            Definition = SampleSweep.Definition(path),
            State = StageState.Running,
            Attempt = failures + 1,
            Failures = failures,
            Retries = retries,
            Losses = 0,
            Splits = splits,
        };
}
