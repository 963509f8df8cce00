using Sweep.Contracts.Messages;
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
    public void For_RetryableFailure_WaitsTwiceAsLongEachTime(int failures, int seconds) => Assert.Equal(
        new FailurePlan(FailureAction.Retry, TimeSpan.FromSeconds(seconds)),
        FailurePlan.For(Failure(isRetryable: true), Stage(failures, retries: 5000), _options));

    [Fact]
    public void For_UsedUpRetries_Parks()
    {
        Assert.Equal(FailureAction.Retry, FailurePlan.For(Failure(isRetryable: true), Stage(1, 2), _options).Action);
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(isRetryable: true), Stage(2, 2), _options).Action);
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(isRetryable: true), Stage(0, 0), _options).Action);
    }

    [Fact]
    public void For_FailureThatWouldRepeat_ParksAtOnce() =>
        Assert.Equal(FailureAction.Park, FailurePlan.For(Failure(isRetryable: false), Stage(0, 2), _options).Action);

    [Fact]
    public void For_MissingParent_ReopensItButNotForEver()
    {
        var missing = Failure(isRetryable: true) with { MissingParent = true };
        Assert.Equal(FailureAction.ReopenParent, FailurePlan.For(missing, Stage(1, 2), _options).Action);
        Assert.Equal(FailureAction.Park, FailurePlan.For(missing, Stage(2, 2), _options).Action);
    }

    private static StageFailed Failure(bool isRetryable) => new(SampleSweep.Id("a"), 1, "w", "error", null, isRetryable);

    private static StageRecord Stage(int failures, int retries) => new()
    {
        Definition = SampleSweep.Definition("a"),
        State = StageState.Running,
        Attempt = 1,
        Failures = failures,
        Retries = retries,
    };
}
